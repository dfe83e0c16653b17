package io.distsys.group;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.distsys.cluster.Node;
import io.distsys.fakes.FakeMembership;
import io.distsys.fakes.JavaCodec;
import io.distsys.fakes.JvmNetwork;
import io.distsys.group.GroupEvent.MemberJoined;
import io.distsys.group.GroupEvent.MemberLeft;
import io.distsys.group.GroupEvent.MemberUpdated;
import io.distsys.cluster.PerRole;
import io.distsys.messaging.DeliveryQueue;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;
import io.distsys.tracker.TrackedChange.Reason;
import io.distsys.tracker.Tracker;
import io.distsys.tracker.TrackerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class TrackedGroupsTests {

	private final ThreadEventLoop loop = new ThreadEventLoop("distsys-core-test", MonotonicClock.system());

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final JvmNetwork network = new JvmNetwork(this.loop);

	private final JavaCodec codec = new JavaCodec();

	private final Node one = SimulatedMembership.node(1);

	private final Node two = SimulatedMembership.node(2);

	private final TrackedGroups first = groups(this.one, this.two);

	private final TrackedGroups second = groups(this.two, this.one);

	private TrackedGroups groups(Node self, Node other) {
		Messenger messenger = this.network.connect(self.id());
		return new TrackedGroups(
				messenger, this.codec, new Tracker("groups", messenger, new FakeMembership(self, other), (node) -> true,
						this.loop, TrackerSettings.ofDefaults()),
				this.users, MessageObserver.none(), PerRole.none("groups"));
	}

	@AfterEach
	void stop() {
		this.users.shutdownNow();
		this.loop.close();
	}

	private static GroupMembership join(TrackedGroups groups, List<Integer> heard) {
		return groups.join("g", Integer.class, (message, sender) -> heard.add(message));
	}

	@Test
	void aMessageToAllReachesEachMemberOfEachNodeAndSaysHowMany() {
		List<Integer> heard = new CopyOnWriteArrayList<>();
		join(this.first, heard);
		join(this.second, heard);
		join(this.second, heard);
		this.second.join("another", Integer.class, (message, sender) -> heard.add(-1));
		await().until(() -> this.first.members("g").size() == 3);
		assertThat(this.first.broadcast("g", 7)).isEqualTo(3);
		await().until(() -> heard.size() == 3);
		assertThat(heard).containsOnly(7);
		assertThat(this.codec.encoded).hasValue(1);
		assertThat(this.first.broadcast("nobody", 7)).isZero();
	}

	@Test
	void aNameThatIsTooLongIsCalledOne() {
		GroupListener<String> listener = (message, sender) -> {
		};
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.first.join("g".repeat(70_000), String.class, listener, GroupOptions.ofDefaults()))
			.withMessage("The name of the group has 70000 bytes, 65535 are allowed");
	}

	@Test
	void messagesOfOneSenderReachAMemberInOrder() {
		List<Integer> heard = new CopyOnWriteArrayList<>();
		GroupMember member = join(this.second, heard).member();
		await().until(() -> this.first.members("g").contains(member));
		List<Integer> all = IntStream.range(0, 500).boxed().toList();
		all.forEach((number) -> assertThat(this.first.send(member, number)).isTrue());
		await().until(() -> heard.size() == 500);
		assertThat(heard).isEqualTo(all);
	}

	@Test
	void oneMemberIsALocalOneIfThereIsAnyAndEachHasItsTurn() {
		assertThat(this.first.one("g")).isEmpty();
		GroupMember there = join(this.second, new CopyOnWriteArrayList<>()).member();
		GroupMember elsewhere = join(this.second, new CopyOnWriteArrayList<>()).member();
		await().until(() -> this.first.members("g").size() == 2);
		assertThat(List.of(this.first.one("g").orElseThrow(), this.first.one("g").orElseThrow()))
			.containsExactlyInAnyOrder(there, elsewhere);
		GroupMembership here = join(this.first, new CopyOnWriteArrayList<>());
		assertThat(this.first.one("g")).contains(here.member());
		assertThat(this.first.localMembers("g")).containsExactly(here.member());
		here.close();
		assertThat(this.first.localMembers("g")).isEmpty();
		assertThat(this.first.one("g")).isPresent();
	}

	@Test
	void aMemberThatHasLeftIsSentNothing() {
		List<Integer> heard = new CopyOnWriteArrayList<>();
		GroupMembership membership = join(this.second, heard);
		await().until(() -> this.first.groups().contains("g"));
		membership.close();
		await().until(() -> this.first.groups().isEmpty());
		assertThat(this.first.send(membership.member(), 1)).isFalse();
		assertThat(this.second.send(membership.member(), 1)).isFalse();
		assertThat(membership.update(Map.of())).isFalse();
		assertThat(heard).isEmpty();
	}

	@Test
	void aSlowMemberDelaysNobodyElseAndWhatItHasNoRoomForIsNotTaken() throws Exception {
		CountDownLatch gate = new CountDownLatch(1);
		List<Integer> fast = new CopyOnWriteArrayList<>();
		List<Integer> slow = new CopyOnWriteArrayList<>();
		GroupMembership busy = this.first.join("g", Integer.class, (message, sender) -> {
			gate.await();
			slow.add(message);
		}, new GroupOptions(Map.of(), 2, false));
		join(this.first, fast);
		assertThat(this.first.broadcast("g", 0)).isEqualTo(2);
		await().until(() -> busy.statistics().queued() == 0);
		assertThat(IntStream.range(1, 6).map((number) -> this.first.broadcast("g", number)).toArray())
			.containsExactly(2, 2, 1, 1, 1);
		await().until(() -> fast.size() == 6);
		gate.countDown();
		await().until(() -> slow.size() == 3);
		assertThat(slow).containsExactly(0, 1, 2);
		await().until(() -> busy.statistics().equals(new DeliveryQueue.Statistics(0, 3, 3, 0, 0)));
		await().until(() -> this.first.deliveries().equals(new DeliveryQueue.Statistics(0, 9, 3, 0, 0)));
		busy.close();
		busy.close();
		assertThat(this.first.deliveries()).isEqualTo(new DeliveryQueue.Statistics(0, 9, 3, 0, 0));
	}

	@Test
	void whatAMemberFailsOnAndWhatIsNotForItIsCounted() {
		GroupMembership member = this.first.join("g", Integer.class, (message, sender) -> {
			throw new IllegalStateException("planted");
		});
		this.first.broadcast("g", 1);
		this.first.broadcast("g", "a text");
		await().until(() -> member.statistics().equals(new DeliveryQueue.Statistics(0, 0, 0, 1, 1)));
	}

	@Test
	void aMonitorIsToldWhoIsThereAndWhatChanges() {
		GroupMembership early = join(this.second, new CopyOnWriteArrayList<>());
		await().until(() -> this.first.groups().contains("g"));
		List<GroupEvent> events = new CopyOnWriteArrayList<>();
		var monitoring = this.first.monitor("g", events::add);
		GroupMember before = early.member();
		await().until(() -> events.size() == 1);
		assertThat(early.update(Map.of("load", "3"))).isTrue();
		await().until(() -> events.size() == 2);
		early.close();
		await().until(() -> events.size() == 3);
		GroupMember after = new GroupMember("g", this.two.id(), before.id(), Map.of("load", "3"));
		assertThat(events).containsExactly(new MemberJoined(before, Reason.NODE_FOUND),
				new MemberUpdated(before, after), new MemberLeft(after, Reason.NORMAL));
		monitoring.close();
		GroupMembership late = join(this.second, new CopyOnWriteArrayList<>());
		await().until(() -> this.first.members("g").contains(late.member()));
		assertThat(events).hasSize(3);
	}

	@Test
	void whatLeavesTakesItsMembersAlong() {
		List<Integer> heard = new CopyOnWriteArrayList<>();
		join(this.second, heard);
		await().until(() -> this.first.groups().contains("g"));
		this.second.close();
		await().until(() -> this.first.groups().isEmpty());
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.first.join("", Integer.class, (message, sender) -> heard.add(message)));
	}

}
