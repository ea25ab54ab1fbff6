import type { Random } from '../../gate/core/stats/random.ts';

/** Ids 1…n by popularity: the k-th is asked for 1/k as often as the first. Source: Zipf (1949), exponent 1. */
function zipfIds(n: number, random: Random): () => number {
  let sum = 0;
  const upTo = Float64Array.from({ length: n }, (_, index) => {
    sum += 1 / (index + 1);
    return sum;
  });
  return () => {
    const drawn = random() * sum;
    const place = upTo.findIndex((bound) => bound > drawn);
    return (place === -1 ? n - 1 : place) + 1;
  };
}

/** Reads of the users domain, by share: the first page of users, one user, a user's posts, one post. */
export function drawMix(requests: number, users: number, posts: number, random: Random): readonly string[] {
  const [userId, postId] = [zipfIds(users, random), zipfIds(posts, random)];
  return Array.from({ length: requests }, () => {
    const kind = random();
    if (kind < 0.2) return '/api/users';
    if (kind < 0.5) return `/api/users/${userId()}`;
    if (kind < 0.75) return `/api/users/${userId()}/posts`;
    return `/api/posts/${postId()}`;
  });
}
