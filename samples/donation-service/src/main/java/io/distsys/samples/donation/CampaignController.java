package io.distsys.samples.donation;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.distsys.presence.Presence;
import io.distsys.presence.Presence.PresenceDiff;
import io.distsys.presence.PresenceTracking;
import io.distsys.time.Subscription;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Tells who watches the campaign of a recipient, on whatever node they do. Who opens the
 * stream of a campaign is one of them until the stream ends: a browser's
 * {@code EventSource} opens it again by itself, on any node.
 */
@RestController
@RequestMapping("/campaigns/{recipient}")
class CampaignController {

	private static final Duration LONGEST_STREAM = Duration.ofMinutes(5);

	private static final long HEARTBEAT_MILLIS = 2000;

	private final Presence presence;

	private final Set<SseEmitter> streams = ConcurrentHashMap.newKeySet();

	CampaignController(Presence presence) {
		this.presence = presence;
	}

	private static String topic(String recipient) {
		return "campaign/" + recipient;
	}

	/**
	 * Who watches.
	 * @param recipient whose campaign it is
	 * @return their names, sorted
	 */
	@GetMapping("/watchers")
	Set<String> watchers(@PathVariable String recipient) {
		return this.presence.metas(topic(recipient)).keySet();
	}

	/**
	 * Watch, and be told who else does: who is there at first, then who comes and goes.
	 * @param recipient whose campaign it is
	 * @param name who watches
	 * @return events with {@code joins} and {@code leaves}
	 */
	@GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter watch(@PathVariable String recipient, @RequestParam String name) {
		SseEmitter stream = new SseEmitter(LONGEST_STREAM.toMillis());
		PresenceTracking watching = this.presence.track(topic(recipient), name, Map.of());
		Subscription changes = this.presence.subscribe(topic(recipient), (change) -> send(stream, change));
		this.streams.add(stream);
		stream.onTimeout(stream::complete);
		stream.onCompletion(() -> {
			this.streams.remove(stream);
			changes.close();
			watching.close();
		});
		return stream;
	}

	/** Who has closed one of two tabs has left, and not gone. */
	private static void send(SseEmitter stream, PresenceDiff change) {
		send(stream, SseEmitter.event().data(new Watchers(change.joins().keySet(), change.gone())));
	}

	/** A browser that has gone is noticed only when something is sent to it. */
	@Scheduled(fixedDelay = HEARTBEAT_MILLIS)
	void sendHeartbeats() {
		this.streams.forEach((stream) -> send(stream, SseEmitter.event().comment("still here")));
	}

	private static void send(SseEmitter stream, SseEmitter.SseEventBuilder event) {
		try {
			stream.send(event);
		}
		catch (IOException | IllegalStateException ex) {
			stream.completeWithError(ex);
		}
	}

	/** This node stops, and the web server would wait for streams that do not end. */
	@EventListener(ContextClosedEvent.class)
	void endStreams() {
		this.streams.forEach(SseEmitter::complete);
	}

	/**
	 * A change of who watches.
	 *
	 * @param joins who has come; also who was there and has come once more
	 * @param leaves who has gone, and watches nowhere any more
	 */
	record Watchers(Set<String> joins, Set<String> leaves) {

	}

}
