#include "relay/inbox/service_worker.h"

namespace relay::inbox {
namespace {

// It keeps nothing: no cache, no store, no copy of a push.
constexpr std::string_view script = R"js('use strict';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

function read(data) {
  try {
    return data.json();
  } catch {
    return {}; // something waits all the same
  }
}

async function show(push) {
  if (push.over) {
    await self.registration.showNotification('Nothing more to do', {
      body: 'Somebody else has the message, or it was called off.',
      tag: push.tag || 'belfry',
      silent: true,
    });
    return;
  }
  const urgent = push.priority === 'high';
  await self.registration.showNotification(urgent ? 'Urgent message' : 'New message', {
    body: 'Open the secure inbox to read it.',
    tag: push.tag || 'belfry',
    renotify: true,
    requireInteraction: urgent,
  });
  if (push.receipt) {
    await fetch('/api/v1/inbox/receipts', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ receipt: push.receipt }),
      credentials: 'omit',
      keepalive: true,
    });
  }
}

async function open() {
  const all = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = all.find((client) => new URL(client.url).pathname.startsWith('/inbox/'));
  return there ? there.focus() : self.clients.openWindow('/inbox/');
}

self.addEventListener('push', (event) => event.waitUntil(show(read(event.data))));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open());
});
)js";

} // namespace

http::Response service_worker()
{
    auto response = http::respond(200, "text/javascript; charset=utf-8", std::string(script));
    response.headers.add("Content-Security-Policy", "default-src 'none'; connect-src 'self'");
    response.headers.add("Cache-Control", "no-cache");
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
}

} // namespace relay::inbox
