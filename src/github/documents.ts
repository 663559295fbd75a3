/** The GraphQL documents, each called by what it asks. A test holds them against GitHub's schema. */

const TEXT = `
fragment Text on PullRequest {
  number
  url
  title
  author { __typename login }
  labels(first: 100) { nodes { name } }
  closingIssuesReferences(first: 20) { nodes { number } }
}`;

const TOLD = `
fragment Told on Commit {
  status { context(name: $context) { state description } }
}`;

export const COMMIT_FILES = `
mutation CommitFiles($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

export const PULL_REQUEST_REVIEWS = `
query PullRequestReviews($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      author { login }
      reviewDecision
      latestOpinionatedReviews(first: 100, writersOnly: true) {
        nodes { author { login } state submittedAt commit { oid } }
      }
      reviewRequests(first: 100) {
        nodes { requestedReviewer { __typename ... on User { login } } }
      }
    }
  }
}`;

export const OPEN_PULL_REQUESTS = `
query OpenPullRequests($owner: String!, $repo: String!, $base: String!, $context: String!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequests(states: OPEN, baseRefName: $base, first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        ...Text
        headRefOid
        headRefName
        isCrossRepository
        isDraft
        isInMergeQueue
        autoMergeRequest { enabledAt }
        files(first: 100) { totalCount nodes { path } }
        commits(last: 1) { nodes { commit { ...Told } } }
      }
    }
  }
}${TEXT}${TOLD}`;

export const MERGE_QUEUE = `
query MergeQueue($owner: String!, $repo: String!, $base: String!, $context: String!) {
  repository(owner: $owner, name: $repo) {
    mergeQueue(branch: $base) {
      entries(first: 100) {
        nodes { position pullRequest { number } headCommit { oid ...Told } }
      }
    }
  }
}${TOLD}`;

export const ENQUEUE_PULL_REQUEST = `
mutation EnqueuePullRequest($input: EnqueuePullRequestInput!) {
  enqueuePullRequest(input: $input) { mergeQueueEntry { id } }
}`;

/** One question for many pull requests; each is answered under `p<number>`, and is null when it is none. */
export function pullRequestTexts(numbers: readonly number[]): string {
  const asked = numbers.map((number) => `    p${number}: pullRequest(number: ${number}) { ...Text }`);
  return `
query PullRequestTexts($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) {
${asked.join('\n')}
  }
}${TEXT}`;
}
