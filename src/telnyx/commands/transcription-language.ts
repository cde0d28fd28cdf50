/**
 * The languages that the transcription engines know. Lists only; which engine takes which list is said where it is used.
 * Source: Telnyx OpenAPI.
 */
import { z } from 'zod';

// prettier-ignore
/** Languages of Google's engine. Default `en`. */
export const GoogleTranscriptionLanguage = z.enum([
  'af', 'sq', 'am', 'ar', 'hy', 'az', 'eu', 'bn', 'bs', 'bg', 'my', 'ca', 'yue', 'zh', 'hr', 'cs', 'da', 'nl', 'en',
  'et', 'fil', 'fi', 'fr', 'gl', 'ka', 'de', 'el', 'gu', 'iw', 'hi', 'hu', 'is', 'id', 'it', 'ja', 'jv', 'kn', 'kk',
  'km', 'ko', 'lo', 'lv', 'lt', 'mk', 'ms', 'ml', 'mr', 'mn', 'ne', 'no', 'fa', 'pl', 'pt', 'pa', 'ro', 'ru', 'rw',
  'sr', 'si', 'sk', 'sl', 'ss', 'st', 'es', 'su', 'sw', 'sv', 'ta', 'te', 'th', 'tn', 'tr', 'ts', 'uk', 'ur', 'uz',
  've', 'vi', 'xh', 'zu',
]);

// prettier-ignore
/** Languages of Telnyx' own engine; `auto_detect` finds out. Default `en`. */
export const TelnyxTranscriptionLanguage = z.enum([
  'en', 'zh', 'de', 'es', 'ru', 'ko', 'fr', 'ja', 'pt', 'tr', 'pl', 'ca', 'nl', 'ar', 'sv', 'it', 'id', 'hi', 'fi',
  'vi', 'he', 'uk', 'el', 'ms', 'cs', 'ro', 'da', 'hu', 'ta', 'no', 'th', 'ur', 'hr', 'bg', 'lt', 'la', 'mi', 'ml',
  'cy', 'sk', 'te', 'fa', 'lv', 'bn', 'sr', 'az', 'sl', 'kn', 'et', 'mk', 'br', 'eu', 'is', 'hy', 'ne', 'mn', 'bs',
  'kk', 'sq', 'sw', 'gl', 'mr', 'pa', 'si', 'km', 'sn', 'yo', 'so', 'af', 'oc', 'ka', 'be', 'tg', 'sd', 'gu', 'am',
  'yi', 'lo', 'uz', 'fo', 'ht', 'ps', 'tk', 'nn', 'mt', 'sa', 'lb', 'my', 'bo', 'tl', 'mg', 'as', 'tt', 'haw', 'ln',
  'ha', 'ba', 'jw', 'su', 'auto_detect',
]);

// prettier-ignore
/** Languages of Deepgram Nova 2; `auto_detect` finds out. Default `en`. */
export const DeepgramNova2TranscriptionLanguage = z.enum([
  'bg', 'ca', 'zh', 'zh-CN', 'zh-Hans', 'zh-TW', 'zh-Hant', 'zh-HK', 'cs', 'da', 'da-DK', 'nl', 'en', 'en-US',
  'en-AU', 'en-GB', 'en-NZ', 'en-IN', 'et', 'fi', 'nl-BE', 'fr', 'fr-CA', 'de', 'de-CH', 'el', 'hi', 'hu', 'id', 'it',
  'ja', 'ko', 'ko-KR', 'lv', 'lt', 'ms', 'no', 'pl', 'pt', 'pt-BR', 'pt-PT', 'ro', 'ru', 'sk', 'es', 'es-419', 'sv',
  'sv-SE', 'th', 'th-TH', 'tr', 'uk', 'vi', 'auto_detect',
]);

// prettier-ignore
/** Languages of Deepgram Nova 3; `auto_detect` finds out. Default `en`. */
export const DeepgramNova3TranscriptionLanguage = z.enum([
  'en', 'en-US', 'en-AU', 'en-GB', 'en-IN', 'en-NZ', 'de', 'nl', 'sv', 'sv-SE', 'da', 'da-DK', 'es', 'es-419', 'fr',
  'fr-CA', 'pt', 'pt-BR', 'pt-PT', 'auto_detect',
]);

// prettier-ignore
/** Languages of Azure Speech; `auto` finds out. Default `en`. */
export const AzureTranscriptionLanguage = z.enum([
  'af', 'am', 'ar', 'bg', 'bn', 'bs', 'ca', 'cs', 'cy', 'da', 'de', 'el', 'en', 'es', 'et', 'eu', 'fa', 'fi', 'fr',
  'ga', 'gl', 'gu', 'he', 'hi', 'hr', 'hu', 'hy', 'id', 'is', 'it', 'ja', 'ka', 'kk', 'km', 'kn', 'ko', 'lo', 'lt',
  'lv', 'mk', 'ml', 'mn', 'mr', 'ms', 'mt', 'my', 'nb', 'ne', 'nl', 'pl', 'ps', 'pt', 'ro', 'ru', 'si', 'sk', 'sl',
  'so', 'sq', 'sr', 'sv', 'sw', 'ta', 'te', 'th', 'tr', 'uk', 'ur', 'uz', 'vi', 'wuu', 'yue', 'zh', 'zu', 'auto',
]);

// prettier-ignore
/** Languages of xAI. Default `en`. */
export const XaiTranscriptionLanguage = z.enum([
  'ar', 'cs', 'da', 'de', 'en', 'es', 'fa', 'fil', 'fr', 'hi', 'id', 'it', 'ja', 'ko', 'mk', 'ms', 'nl', 'pl', 'pt',
  'ro', 'ru', 'sv', 'th', 'tr', 'vi',
]);

// prettier-ignore
/** Languages of Speechmatics, some of them pairs spoken side by side. Default `en`. */
export const SpeechmaticsTranscriptionLanguage = z.enum([
  'en', 'ba', 'eu', 'gl', 'ga', 'mt', 'mn', 'sw', 'ug', 'cy', 'ar_en', 'cmn_en', 'en_ms', 'en_ta', 'tl',
  'es-bilingual-en', 'cmn_en_ms_ta',
]);

// prettier-ignore
/** Languages of the transcript of a recording; not every engine knows each of them. Default `en-US`. */
export const RecordingTranscriptLanguage = z.enum([
  'af', 'af-ZA', 'am', 'am-ET', 'ar', 'ar-AE', 'ar-BH', 'ar-DZ', 'ar-EG', 'ar-IL', 'ar-IQ', 'ar-JO', 'ar-KW', 'ar-LB',
  'ar-MA', 'ar-MR', 'ar-OM', 'ar-PS', 'ar-QA', 'ar-SA', 'ar-TN', 'ar-YE', 'as', 'auto_detect', 'az', 'az-AZ', 'ba',
  'be', 'bg', 'bg-BG', 'bn', 'bn-BD', 'bn-IN', 'bo', 'br', 'bs', 'bs-BA', 'ca', 'ca-ES', 'cs', 'cs-CZ', 'cy', 'da',
  'da-DK', 'de', 'de-AT', 'de-CH', 'de-DE', 'el', 'el-GR', 'en', 'en-AU', 'en-CA', 'en-GB', 'en-GH', 'en-HK', 'en-IE',
  'en-IN', 'en-KE', 'en-NG', 'en-NZ', 'en-PH', 'en-PK', 'en-SG', 'en-TZ', 'en-US', 'en-ZA', 'es', 'es-419', 'es-AR',
  'es-BO', 'es-CL', 'es-CO', 'es-CR', 'es-DO', 'es-EC', 'es-ES', 'es-GT', 'es-HN', 'es-MX', 'es-NI', 'es-PA', 'es-PE',
  'es-PR', 'es-PY', 'es-SV', 'es-US', 'es-UY', 'es-VE', 'et', 'et-EE', 'eu', 'eu-ES', 'fa', 'fa-IR', 'fi', 'fi-FI',
  'fil-PH', 'fo', 'fr', 'fr-BE', 'fr-CA', 'fr-CH', 'fr-FR', 'gl', 'gl-ES', 'gu', 'gu-IN', 'ha', 'haw', 'he', 'hi',
  'hi-IN', 'hr', 'hr-HR', 'ht', 'hu', 'hu-HU', 'hy', 'hy-AM', 'id', 'id-ID', 'is', 'is-IS', 'it', 'it-CH', 'it-IT',
  'iw-IL', 'ja', 'ja-JP', 'jv-ID', 'jw', 'ka', 'ka-GE', 'kk', 'kk-KZ', 'km', 'km-KH', 'kn', 'kn-IN', 'ko', 'ko-KR',
  'la', 'lb', 'ln', 'lo', 'lo-LA', 'lt', 'lt-LT', 'lv', 'lv-LV', 'mg', 'mi', 'mk', 'mk-MK', 'ml', 'ml-IN', 'mn',
  'mn-MN', 'mr', 'mr-IN', 'ms', 'ms-MY', 'mt', 'my', 'my-MM', 'ne', 'ne-NP', 'nl', 'nl-BE', 'nl-NL', 'nn', 'no',
  'no-NO', 'oc', 'pa', 'pa-Guru-IN', 'pl', 'pl-PL', 'ps', 'pt', 'pt-BR', 'pt-PT', 'ro', 'ro-RO', 'ru', 'ru-RU',
  'rw-RW', 'sa', 'sd', 'si', 'si-LK', 'sk', 'sk-SK', 'sl', 'sl-SI', 'sn', 'so', 'sq', 'sq-AL', 'sr', 'sr-RS',
  'ss-latn-za', 'st-ZA', 'su', 'su-ID', 'sv', 'sv-SE', 'sw', 'sw-KE', 'sw-TZ', 'ta', 'ta-IN', 'ta-LK', 'ta-MY',
  'ta-SG', 'te', 'te-IN', 'tg', 'th', 'th-TH', 'tk', 'tl', 'tn-latn-za', 'tr', 'tr-TR', 'ts-ZA', 'tt', 'uk', 'uk-UA',
  'ur', 'ur-IN', 'ur-PK', 'uz', 'uz-UZ', 've-ZA', 'vi', 'vi-VN', 'xh-ZA', 'yi', 'yo', 'yue-Hant-HK', 'zh', 'zh-TW',
  'zu-ZA',
]);
