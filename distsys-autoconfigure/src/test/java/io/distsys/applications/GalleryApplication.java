package io.distsys.applications;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.distsys.cluster.NodeId;
import io.distsys.group.ClusterGroups;
import io.distsys.group.GroupMembership;
import io.distsys.group.GroupOptions;
import io.distsys.presence.Presence;
import io.distsys.presence.Presence.PresenceDiff;
import io.distsys.presence.PresenceTracking;
import io.distsys.time.Subscription;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What {@code docs/groups.md} shows. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({ GalleryApplication.Renderer.class, GalleryApplication.Gallery.class, GalleryApplication.Watchers.class })
class GalleryApplication {

	@Component
	static class Renderer implements AutoCloseable {

		private final GroupMembership membership;

		Renderer(ClusterGroups groups) {
			GroupOptions options = GroupOptions.ofDefaults().withMetadata(Map.of("gpu", "none"));
			this.membership = groups.join("renderers", String.class, this::render, options);
		}

		private void render(String picture, NodeId sender) {
			System.out.println("Rendering " + picture + " for " + sender);
		}

		@Override
		public void close() {
			this.membership.close();
		}

	}

	@Component
	static class Gallery {

		private final ClusterGroups groups;

		Gallery(ClusterGroups groups) {
			this.groups = groups;
		}

		/** One of them renders it: one of this node if there is any. */
		boolean render(String picture) {
			return this.groups.one("renderers").map((member) -> this.groups.send(member, picture)).orElse(false);
		}

		/** Returns how many were told. */
		int tellAll(String message) {
			return this.groups.broadcast("renderers", message);
		}

	}

	@RestController
	static class Watchers {

		private final Presence presence;

		Watchers(Presence presence) {
			this.presence = presence;
		}

		/** A browser that watches a campaign; it is told who else does. */
		@GetMapping("/campaigns/{id}/watchers")
		SseEmitter watch(@PathVariable String id, @RequestParam String user) {
			SseEmitter emitter = new SseEmitter(Duration.ofMinutes(5).toMillis());
			PresenceTracking tracking = this.presence.track("campaign/" + id, user,
					Map.of("since", "" + Instant.now()));
			Subscription diffs = this.presence.subscribe("campaign/" + id, (diff) -> send(emitter, diff));
			emitter.onCompletion(() -> {
				diffs.close();
				tracking.close();
			});
			return emitter;
		}

		private static void send(SseEmitter emitter, PresenceDiff diff) {
			try {
				emitter.send(Map.of("present", diff.joins().keySet(), "gone", diff.gone()));
			}
			catch (IOException ex) {
				emitter.completeWithError(ex);
			}
		}

	}

}
