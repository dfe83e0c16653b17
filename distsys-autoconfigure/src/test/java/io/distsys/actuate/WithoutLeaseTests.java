package io.distsys.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.distsys.actuate.ClusterDescriptor.LockDescriptor;
import io.distsys.actuate.ClusterDescriptor.NameDescriptor;
import io.distsys.actuate.ClusterDescriptor.OperationDescriptor;
import io.distsys.actuate.ClusterDescriptor.SingletonDescriptor;
import io.distsys.actuate.ClusterReports.Answers;
import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.election.ElectionStatus;
import io.distsys.election.Leader;
import io.distsys.election.LeaderElections;
import io.distsys.lock.ClusterLocks;
import io.distsys.lock.LockStatus;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Session;
import io.distsys.ownership.SessionId;
import io.distsys.quorum.Quorum;
import io.distsys.registry.ClusterRegistries;
import io.distsys.registry.ClusterRegistry;
import io.distsys.registry.RegisteredName;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.SingletonState;
import io.distsys.singleton.SingletonStatus;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

/** What a node still tells of owners once it has no lease, and they may have ended. */
class WithoutLeaseTests {

	private static final NodeId SELF = new NodeId(0, 1);

	private static final NodeId DEAD = new NodeId(0, 2);

	private static final FencingToken TOKEN = new FencingToken(7);

	private static final ResourceKey LEDGER = ResourceKey.of("singleton", "ledger");

	private final ClusterMembership cluster = new ClusterMembership(
			new Node(SELF, "a", "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP), Runnable::run);

	private final NodeNames names = new NodeNames(this.cluster);

	private final Ownerships ownerships = mock(Ownerships.class);

	private final Ownerships.Lease lease = mock(Ownerships.Lease.class);

	private final OwnershipView view = mock(OwnershipView.class);

	private final ClusterSingletons singletons = mock(ClusterSingletons.class);

	private final StaticListableBeanFactory concepts = new StaticListableBeanFactory();

	@BeforeEach
	void theTableHasTwoSingletonsALockAnElectionAndAName() {
		given(this.ownerships.lease()).willReturn(this.lease);
		given(this.ownerships.view()).willReturn(this.view);
		SessionId session = new SessionId(DEAD, 1);
		given(this.view.find(LEDGER)).willReturn(
				Optional.of(new Ownership(LEDGER, session, TOKEN, Ownership.State.ACTIVE, null, null, Map.of())));
		given(this.view.ofKind(any())).willAnswer((call) -> Stream.empty());
		given(this.view.sessions()).willReturn(List
			.of(new Session(session, 1, Duration.ofSeconds(2), 1, false, Set.of(new Offer("singleton", "ledger", 1)))));
		given(this.singletons.status())
			.willReturn(List.of(status("ledger", Guarantee.STRONG), status("cache", Guarantee.AVAILABLE)));
		ClusterLocks locks = mock(ClusterLocks.class);
		given(locks.list()).willReturn(List.of(new LockStatus("till", DEAD, TOKEN, List.of())));
		LeaderElections elections = mock(LeaderElections.class);
		given(elections.list()).willReturn(List.of(new ElectionStatus("importer", new Leader(DEAD, TOKEN), List.of())));
		ClusterRegistry registry = mock(ClusterRegistry.class);
		given(registry.list("")).willReturn(List.of(new RegisteredName("mailer", DEAD, TOKEN, Map.of())));
		ClusterRegistry available = mock(ClusterRegistry.class);
		given(available.list("")).willReturn(List.of(new RegisteredName("cache", DEAD, TOKEN, Map.of())));
		this.concepts.addBean("singletons", this.singletons);
		this.concepts.addBean("locks", locks);
		this.concepts.addBean("elections", elections);
		this.concepts.addBean("registries", new ClusterRegistries(Set.of(),
				(scope) -> (scope.guarantee() == Guarantee.STRONG) ? registry : available));
	}

	private static SingletonStatus status(String name, Guarantee guarantee) {
		return new SingletonStatus(name, guarantee, SingletonState.STANDBY, Duration.ZERO, DEAD, "b", TOKEN,
				Ownership.State.ACTIVE);
	}

	private ClusterParts parts() {
		ClusterReports reports = mock(ClusterReports.class);
		given(reports.ask(any())).willReturn(new Answers(Map.of(), Set.of()));
		return new ClusterParts(this.cluster, mock(Quorum.class), mock(ReplicatedLog.class), this.ownerships, reports,
				this.names, this.concepts);
	}

	private Object part(String name) {
		return parts().part(name).get(name);
	}

	private Health health() {
		Health health = new SingletonsHealthIndicator(this.singletons, this.lease).health();
		assertThat(health).isNotNull();
		return health;
	}

	@Test
	void whatIsStrongIsToldAsNotConfirmed() {
		assertThat(part("singletons")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.extracting((told) -> ((SingletonDescriptor) told).confirmed())
			.containsExactly(false, true);
		assertThat(part("locks")).isEqualTo(List.of(new LockDescriptor("till", "00000000", false, 7, List.of())));
		assertThat(part("elections"))
			.isEqualTo(List.of(new LockDescriptor("importer", "00000000", false, 7, List.of())));
		assertThat(part("registry"))
			.isEqualTo(List.of(new NameDescriptor("mailer", Guarantee.STRONG, null, "00000000", false, 7),
					new NameDescriptor("cache", Guarantee.AVAILABLE, null, "00000000", true, 7)));
	}

	@Test
	void withALeaseItIsConfirmed() {
		given(this.lease.isHeld()).willReturn(true);
		assertThat(part("singletons")).asInstanceOf(InstanceOfAssertFactories.LIST)
			.extracting((told) -> ((SingletonDescriptor) told).confirmed())
			.containsExactly(true, true);
		assertThat(part("locks")).isEqualTo(List.of(new LockDescriptor("till", "00000000", true, 7, List.of())));
	}

	@Test
	void healthIsDegradedWithTheNames() {
		assertThat(health().getStatus()).isEqualTo(ClusterHealthContributor.DEGRADED);
		assertThat(health().getDetails()).containsEntry("notActive", List.of("ledger"));
		given(this.lease.isHeld()).willReturn(true);
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(health().getDetails()).containsEntry("notActive", List.of());
	}

	@Test
	void explanationSaysThatItIsNotConfirmed() {
		assertThat(new Explanations(this.cluster, this.ownerships, this.names).of("singletons", "ledger", null))
			.isInstanceOfSatisfying(ExplanationDescriptor.SingletonExplanation.class,
					(explained) -> assertThat(explained.why()).startsWith("not confirmed: this node has no lease"));
	}

	@Test
	void moveIsRefusedAtOnceAndNobodyIsAsked() {
		NodeOperations operations = mock(NodeOperations.class);
		OperationDescriptor answer = new SingletonMove(this.names, this.ownerships, operations).move("ledger", null);
		assertThat(answer).isNotNull();
		assertThat(answer.outcome()).isEqualTo("REFUSED");
		assertThat(answer.message()).contains("nothing moves without a majority");
		verifyNoInteractions(operations);
	}

	@Test
	void moveToANameThatTwoNodesBearIsRefusedWithBothIds() {
		given(this.lease.isHeld()).willReturn(true);
		for (int i = 3; i <= 4; i++) {
			this.cluster
				.appeared(new Node(new NodeId(0, i), "c", "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP));
		}
		NodeOperations operations = mock(NodeOperations.class);
		OperationDescriptor answer = new SingletonMove(this.names, this.ownerships, operations).move("ledger", "c");
		assertThat(answer).isNotNull();
		assertThat(answer.outcome()).isEqualTo("REFUSED");
		assertThat(answer.message()).contains(new NodeId(0, 3).toString(), new NodeId(0, 4).toString());
		verifyNoInteractions(operations);
	}

}
