package io.distsys.presence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.cluster.NodeId;
import io.distsys.cluster.PerRole;
import io.distsys.fakes.RecordingObserver;
import io.distsys.fakes.RecordingObserver.Sent;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.presence.Presence.Meta;
import io.distsys.presence.Presence.Present;
import io.distsys.presence.Presence.PresenceDiff;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedMessenger;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import io.distsys.tracker.Tracker;
import io.distsys.tracker.TrackerSettings;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Two nodes in virtual time. */
class TrackedPresenceTests {

	private static final Duration BATCH = Duration.ofMillis(50);

	private final VirtualTime time = new VirtualTime(1);

	private final SimulatedNetwork network = new SimulatedNetwork(this.time);

	private final List<Set<String>> fetched = new ArrayList<>();

	private final Map<String, String> names = new HashMap<>(Map.of("u1", "Ada", "u2", "Grace"));

	private boolean fetchFails;

	private boolean rejects;

	private final Side one = new Side(1);

	private final Side two = new Side(2);

	TrackedPresenceTests() {
		this.one.membership.join(this.two.membership.self());
		this.two.membership.join(this.one.membership.self());
		pass();
	}

	private void pass() {
		this.time.runFor(Duration.ofMillis(100));
	}

	@Test
	void whatIsTooLongIsCalledWhatItIs() {
		String tooLong = "k".repeat(70_000);
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.presence.track(tooLong, "u1", Map.of()))
			.withMessage("The topic has 70000 bytes, 65535 are allowed");
		assertThatIllegalArgumentException().isThrownBy(() -> this.one.presence.track("campaign", tooLong, Map.of()))
			.withMessageStartingWith("The topic and the key with its metadata have 70");
	}

	@Test
	void whoIsPresentIsKnownOnEveryNodeWithEachPresenceAndItsDetails() {
		this.one.presence.track("campaign", "u1", Map.of("tab", "a"));
		this.two.presence.track("campaign", "u1", Map.of("tab", "b"));
		this.two.presence.track("campaign", "u3", Map.of());
		this.two.presence.track("another", "u2", Map.of());
		pass();
		Map<String, Present> present = this.one.presence.list("campaign");
		assertThat(present.keySet()).containsExactly("u1", "u3");
		assertThat(present.get("u1").metas()).extracting(Meta::node).containsExactly(this.one.id(), this.two.id());
		assertThat(present.get("u1").metas()).extracting(Meta::metadata)
			.containsExactly(Map.of("tab", "a"), Map.of("tab", "b"));
		assertThat(present.get("u1").details()).isEqualTo("Ada");
		assertThat(present.get("u3").details()).isNull();
		assertThat(this.fetched).containsExactly(Set.of("u1", "u3"));
		assertThat(this.one.presence.isPresent("campaign", "u2")).isFalse();
		assertThat(this.one.presence.isPresent("another", "u2")).isTrue();
		assertThat(this.one.presence.topics()).containsExactlyInAnyOrder("campaign", "another");
		assertThat(this.one.presence.list("nobody")).isEmpty();
		assertThat(this.two.presence.list("campaign")).isEqualTo(present);
	}

	@Test
	void whatComesInQuickSuccessionIsToldTogetherAndAddsUp() {
		List<PresenceDiff> diffs = new ArrayList<>();
		this.one.presence.subscribe("campaign", diffs::add);
		PresenceTracking first = this.two.presence.track("campaign", "u1", Map.of("tab", "a"));
		this.two.presence.track("campaign", "u2", Map.of());
		this.two.presence.track("campaign", "u2", Map.of()).close();
		this.two.presence.track("another", "u3", Map.of());
		pass();
		assertThat(diffs).hasSize(1);
		assertThat(diffs.get(0).joins().keySet()).containsExactlyInAnyOrder("u1", "u2");
		assertThat(diffs.get(0).leaves()).isEmpty();
		assertThat(diffs.get(0).joins().get("u1").details()).isEqualTo("Ada");
		assertThat(first.update(Map.of("tab", "b"))).isTrue();
		pass();
		assertThat(diffs).hasSize(2);
		assertThat(diffs.get(1).leaves().get("u1").metas()).extracting(Meta::metadata)
			.containsExactly(Map.of("tab", "a"));
		assertThat(diffs.get(1).joins().get("u1").metas()).extracting(Meta::metadata)
			.containsExactly(Map.of("tab", "b"));
		first.close();
		assertThat(first.update(Map.of())).isFalse();
		pass();
		assertThat(diffs).hasSize(3);
		assertThat(sum(diffs)).isEqualTo(metas(this.one.presence.list("campaign")));
	}

	@Test
	void whoLeavesHasGoneOnlyIfNoPresenceIsLeft() {
		List<PresenceDiff> diffs = new ArrayList<>();
		List<Set<String>> gone = new ArrayList<>();
		this.one.presence.subscribe("campaign", (diff) -> {
			diffs.add(diff);
			gone.add(diff.gone());
		});
		PresenceTracking here = this.one.presence.track("campaign", "zoe", Map.of());
		PresenceTracking there = this.two.presence.track("campaign", "zoe", Map.of());
		PresenceTracking once = this.two.presence.track("campaign", "u1", Map.of());
		pass();
		here.close();
		once.close();
		pass();
		assertThat(diffs.get(1).leaves()).containsOnlyKeys("zoe", "u1");
		assertThat(diffs.get(1).leaves().get("u1").details()).as("details, which the fetcher knows").isNull();
		there.update(Map.of("tab", "b"));
		pass();
		assertThat(diffs.get(2).leaves()).containsOnlyKeys("zoe");
		there.close();
		pass();
		assertThat(gone).containsExactly(Set.of(), Set.of("u1"), Set.of(), Set.of("zoe"));
	}

	@Test
	void aNodeKnowsHowManyAreThereAndHowManyThroughItself() {
		this.one.presence.track("campaign", "u1", Map.of());
		PresenceTracking again = this.one.presence.track("campaign", "u1", Map.of());
		this.two.presence.track("another", "u2", Map.of());
		pass();
		assertThat(this.one.presence.statistics()).isEqualTo(new PresenceStatistics(2, 3));
		assertThat(this.two.presence.statistics()).isEqualTo(new PresenceStatistics(1, 3));
		again.close();
		pass();
		assertThat(this.one.presence.statistics()).isEqualTo(new PresenceStatistics(1, 2));
	}

	@Test
	void whoObservesSeesEachChangeAndNoLookUp() {
		RecordingObserver observer = new RecordingObserver();
		Presence observed = ObservedPresence.of(this.one.presence, observer);
		PresenceTracking tracking = observed.track("campaign", "u1", Map.of());
		assertThat(tracking.update(Map.of("tab", "a"))).isTrue();
		assertThat(observed.list("campaign").keySet()).containsExactly("u1");
		assertThat(observed.metas("campaign")).hasSize(1);
		assertThat(observed.topics()).containsExactly("campaign");
		assertThat(observed.isPresent("campaign", "u1")).isTrue();
		assertThat(observed.statistics()).isEqualTo(new PresenceStatistics(1, 1));
		tracking.close();
		assertThat(observed.isPresent("campaign", "u1")).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> observed.track("", "u1", Map.of()));
		assertThat(observer.sent().subList(0, 3)).containsExactly(changed("track"), changed("update"),
				changed("untrack"));
		assertThat(observer.sent()).hasSize(4).last().satisfies((refused) -> {
			assertThat(refused.operation()).isEqualTo(new Operation(Kind.PRESENCE, "", "track", "u1"));
			assertThat(refused.failure()).isInstanceOf(IllegalArgumentException.class);
		});
		assertThat(ObservedPresence.of(this.one.presence, MessageObserver.none())).isSameAs(this.one.presence);
	}

	private static Sent changed(String how) {
		return new Sent(new Operation(Kind.PRESENCE, "campaign", how, "u1"), null);
	}

	@Test
	void whoIsThereAlreadyIsToldFirst() {
		this.two.presence.track("campaign", "u1", Map.of());
		pass();
		List<PresenceDiff> diffs = new ArrayList<>();
		var subscription = this.one.presence.subscribe("campaign", diffs::add);
		pass();
		assertThat(sum(diffs)).containsOnlyKeys("u1");
		subscription.close();
		this.two.presence.track("campaign", "u2", Map.of());
		pass();
		assertThat(diffs).hasSize(1);
	}

	@Test
	void whoIsPresentThroughALostNodeIsGoneUntilTheNodeIsBack() {
		this.two.presence.track("campaign", "u1", Map.of());
		pass();
		List<PresenceDiff> diffs = new ArrayList<>();
		this.one.presence.subscribe("campaign", diffs::add);
		this.network.cut(this.one.id(), this.two.id());
		this.one.membership.lose(this.two.id());
		pass();
		assertThat(this.one.presence.list("campaign")).isEmpty();
		assertThat(sum(diffs)).isEmpty();
		this.network.heal();
		this.one.membership.join(this.two.membership.self());
		pass();
		assertThat(this.one.presence.list("campaign")).containsOnlyKeys("u1");
		assertThat(sum(diffs)).containsOnlyKeys("u1");
	}

	@Test
	void detailsThatCannotBeFetchedAreLeftOutAndNoChangeIsLost() {
		List<PresenceDiff> diffs = new ArrayList<>();
		this.one.presence.subscribe("campaign", diffs::add);
		this.fetchFails = true;
		this.two.presence.track("campaign", "u1", Map.of());
		pass();
		assertThat(diffs).hasSize(1);
		assertThat(diffs.get(0).joins().get("u1").details()).isNull();
		this.fetchFails = false;
		this.two.presence.track("campaign", "u2", Map.of());
		pass();
		assertThat(diffs.get(1).joins().get("u2").details()).isEqualTo("Grace");
		assertThat(sum(diffs)).isEqualTo(metas(this.one.presence.list("campaign")));
	}

	@Test
	void whatTheExecutorDoesNotTakeIsToldLater() {
		List<PresenceDiff> diffs = new ArrayList<>();
		this.one.presence.subscribe("campaign", diffs::add);
		this.rejects = true;
		this.two.presence.track("campaign", "u1", Map.of());
		pass();
		assertThat(diffs).isEmpty();
		this.rejects = false;
		this.time.runFor(Duration.ofSeconds(2));
		assertThat(sum(diffs)).containsOnlyKeys("u1");
	}

	@Test
	void emptyNamesAreRefused() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.one.presence.track("", "u1", Map.of()));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.one.presence.track("campaign", "", Map.of()))
			.withMessage("Topic and key must not be empty: 'campaign', ''");
	}

	private static Map<String, Set<Meta>> sum(List<PresenceDiff> diffs) {
		Map<String, Set<Meta>> all = new LinkedHashMap<>();
		for (PresenceDiff diff : diffs) {
			diff.leaves().forEach((key, present) -> {
				assertThat(all.get(key)).containsAll(present.metas());
				all.get(key).removeAll(present.metas());
			});
			diff.joins()
				.forEach((key, present) -> all.computeIfAbsent(key, (absent) -> new HashSet<>())
					.addAll(present.metas()));
		}
		all.values().removeIf(Set::isEmpty);
		return all;
	}

	private static Map<String, Set<Meta>> metas(Map<String, Present> present) {
		Map<String, Set<Meta>> metas = new HashMap<>();
		present.forEach((key, value) -> metas.put(key, Set.copyOf(value.metas())));
		return metas;
	}

	private final class Side {

		private final VirtualLoop loop = new VirtualLoop(TrackedPresenceTests.this.time);

		private final SimulatedMembership membership;

		private final Presence presence;

		private Side(int number) {
			this.membership = new SimulatedMembership(SimulatedMembership.node(number), this.loop);
			SimulatedMessenger messenger = new SimulatedMessenger(this.membership,
					TrackedPresenceTests.this.network.connect(id(), this.loop), this.loop);
			Tracker tracker = new Tracker("presence", messenger, this.membership, (node) -> true, this.loop,
					TrackerSettings.ofDefaults());
			this.presence = new TrackedPresence(tracker, (topic, keys) -> {
				if (TrackedPresenceTests.this.fetchFails) {
					throw new IllegalStateException("planted");
				}
				TrackedPresenceTests.this.fetched.add(Set.copyOf(keys));
				return TrackedPresenceTests.this.names;
			}, this.loop, this::execute, BATCH, PerRole.none("presences"));
		}

		private void execute(Runnable task) {
			if (TrackedPresenceTests.this.rejects) {
				throw new RejectedExecutionException("planted");
			}
			this.loop.execute(task);
		}

		private NodeId id() {
			return this.membership.self().id();
		}

	}

}
