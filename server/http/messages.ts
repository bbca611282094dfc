import enAbout from '../../views/messages/en/about.json' with { type: 'json' };
import enAccounts from '../../views/messages/en/accounts.json' with { type: 'json' };
import enApi from '../../views/messages/en/api.json' with { type: 'json' };
import enAssessment from '../../views/messages/en/assessment.json' with { type: 'json' };
import enErrors from '../../views/messages/en/errors.json' with { type: 'json' };
import enEvaluation from '../../views/messages/en/evaluation.json' with { type: 'json' };
import enFormats from '../../views/messages/en/formats.json' with { type: 'json' };
import enFrame from '../../views/messages/en/frame.json' with { type: 'json' };
import enJobs from '../../views/messages/en/jobs.json' with { type: 'json' };
import enLogs from '../../views/messages/en/logs.json' with { type: 'json' };
import enOverview from '../../views/messages/en/overview.json' with { type: 'json' };
import enTarget from '../../views/messages/en/target.json' with { type: 'json' };
import enTargets from '../../views/messages/en/targets.json' with { type: 'json' };
import enTerms from '../../views/messages/en/terms.json' with { type: 'json' };
import enTuning from '../../views/messages/en/tuning.json' with { type: 'json' };
import enUpload from '../../views/messages/en/upload.json' with { type: 'json' };
import zhAbout from '../../views/messages/zh-Hans/about.json' with { type: 'json' };
import zhAccounts from '../../views/messages/zh-Hans/accounts.json' with { type: 'json' };
import zhApi from '../../views/messages/zh-Hans/api.json' with { type: 'json' };
import zhAssessment from '../../views/messages/zh-Hans/assessment.json' with { type: 'json' };
import zhErrors from '../../views/messages/zh-Hans/errors.json' with { type: 'json' };
import zhEvaluation from '../../views/messages/zh-Hans/evaluation.json' with { type: 'json' };
import zhFormats from '../../views/messages/zh-Hans/formats.json' with { type: 'json' };
import zhFrame from '../../views/messages/zh-Hans/frame.json' with { type: 'json' };
import zhJobs from '../../views/messages/zh-Hans/jobs.json' with { type: 'json' };
import zhLogs from '../../views/messages/zh-Hans/logs.json' with { type: 'json' };
import zhOverview from '../../views/messages/zh-Hans/overview.json' with { type: 'json' };
import zhTarget from '../../views/messages/zh-Hans/target.json' with { type: 'json' };
import zhTargets from '../../views/messages/zh-Hans/targets.json' with { type: 'json' };
import zhTerms from '../../views/messages/zh-Hans/terms.json' with { type: 'json' };
import zhTuning from '../../views/messages/zh-Hans/tuning.json' with { type: 'json' };
import zhUpload from '../../views/messages/zh-Hans/upload.json' with { type: 'json' };

/** What the interface says in English, page by page; the first part of a message's name is the page or the set it is of. */
export const en = {
  ...enAbout,
  ...enApi,
  ...enAssessment,
  ...enAccounts,
  ...enErrors,
  ...enEvaluation,
  ...enFormats,
  ...enFrame,
  ...enJobs,
  ...enLogs,
  ...enOverview,
  ...enTarget,
  ...enTargets,
  ...enTerms,
  ...enTuning,
  ...enUpload,
};

/** The same in Simplified Chinese. */
export const zhHans: Readonly<Record<keyof typeof en, string>> = {
  ...zhAbout,
  ...zhApi,
  ...zhAssessment,
  ...zhAccounts,
  ...zhErrors,
  ...zhEvaluation,
  ...zhFormats,
  ...zhFrame,
  ...zhJobs,
  ...zhLogs,
  ...zhOverview,
  ...zhTarget,
  ...zhTargets,
  ...zhTerms,
  ...zhTuning,
  ...zhUpload,
};
