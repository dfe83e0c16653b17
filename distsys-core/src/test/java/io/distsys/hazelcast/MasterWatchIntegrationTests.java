package io.distsys.hazelcast;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.internal.cluster.MemberInfo;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.MembersView;
import com.hazelcast.internal.cluster.impl.MembersViewMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A member that keeps a master of which it is no member any more. */
class MasterWatchIntegrationTests {

	private static final Duration LIMIT = Duration.ofMinutes(2);

	private final LocalCluster cluster = new LocalCluster();

	@AfterEach
	void stop() {
		this.cluster.close();
	}

	@Test
	void memberThatReadsAnOlderListAfterItWasToldThatItIsOutComesBack() {
		HazelcastInstance one = this.cluster.start("one").instance;
		HazelcastInstance two = this.cluster.start("two").instance;
		HazelcastInstance three = this.cluster.start("three").instance;
		Awaitility.await().atMost(LIMIT).until(() -> areTogether(one, two, three));
		wakeAfterBothWereDropped(service(three), service(one));
		suspect(one, two);
		suspect(one, three);
		Awaitility.await().atMost(LIMIT).until(() -> areTogether(one, two, three));
	}

	/**
	 * What a member does that stood still and wakes, if it reads first, on a new
	 * connection, that it is out, and then, on an old one, that the member before it is.
	 */
	private static void wakeAfterBothWereDropped(ClusterServiceImpl woken, ClusterServiceImpl master) {
		MemberImpl local = woken.getLocalMember();
		int version = woken.getMembershipManager().getMemberListVersion();
		woken.handleExplicitSuspicion(
				new MembersViewMetadata(local.getAddress(), local.getUuid(), woken.getMasterAddress(), version),
				master.getThisAddress());
		List<MemberInfo> members = Stream.of(master.getLocalMember(), local).map(MemberInfo::new).toList();
		woken.updateMembers(new MembersView(version + 1, members), master.getThisAddress(), master.getThisUuid(),
				local.getUuid());
	}

	private static void suspect(HazelcastInstance here, HazelcastInstance there) {
		ClusterServiceImpl cluster = service(here);
		Member member = cluster.getMember(there.getCluster().getLocalMember().getUuid());
		if (member != null) {
			cluster.suspectMember(member, "of a test", false);
		}
	}

	private static boolean areTogether(HazelcastInstance... instances) {
		Set<Member> members = instances[0].getCluster().getMembers();
		return members.size() == instances.length
				&& Stream.of(instances).allMatch((instance) -> instance.getCluster().getMembers().equals(members));
	}

	private static ClusterServiceImpl service(HazelcastInstance instance) {
		return MemberInternals.nodeOf(instance).getClusterService();
	}

}
