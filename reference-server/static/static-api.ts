import type { ApiDescription } from '../http/open-api/route-description.ts';

const text = { type: 'string' };

/** What the API document tells of the page and its files. */
export const staticApi: ApiDescription = {
  tag: 'pages',
  description: 'A page that shows how the server is.',
  routes: {
    'GET /': {
      summary: 'The page',
      answers: { 200: { description: 'HTML.', content: { 'text/html': text } } },
    },
    'GET /static/:name': {
      summary: 'A style sheet or a script of the page, by its own name for an hour, or by its hashed one for ever',
      params: { name: { type: 'string', examples: ['status.css'] } },
      answers: {
        200: { description: 'The file.', content: { 'text/css': text, 'text/javascript': text } },
      },
      errors: { NOT_FOUND: 404 },
    },
  },
};
