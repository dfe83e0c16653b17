package io.distsys.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.distsys.actuate.ExplanationDescriptor.CandidateDescriptor;
import io.distsys.actuate.ExplanationDescriptor.SingletonExplanation;
import io.distsys.actuate.ExplanationDescriptor.WorkerExplanation;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Session;
import io.distsys.ownership.SessionId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** Of five nodes, a has the ledger. */
class ExplanationsTests {

	private static final ResourceKey LEDGER = ResourceKey.of("singleton", "ledger");

	private static final Offer SLOTS = new Offer("slot", "donor", 64);

	private final Cluster cluster = mock(Cluster.class);

	private final OwnershipView view = mock(OwnershipView.class);

	private Explanations explanations() {
		Ownerships ownerships = mock(Ownerships.class);
		given(ownerships.view()).willReturn(this.view);
		Ownerships.Lease lease = mock(Ownerships.Lease.class);
		given(lease.isHeld()).willReturn(true);
		given(ownerships.lease()).willReturn(lease);
		return new Explanations(this.cluster, ownerships, new NodeNames(this.cluster));
	}

	private static Node node(int id, String name) {
		return new Node(new NodeId(0, id), name, "", Set.of("web"), "", "z" + id, "", Instant.EPOCH, Node.State.UP);
	}

	private static Session session(int id, boolean draining, Offer... offers) {
		return new Session(new SessionId(new NodeId(0, id), id), 1, Duration.ofSeconds(2), 1, draining, Set.of(offers));
	}

	private static Offer ledger(int preference) {
		return new Offer("singleton", "ledger", 1, new Offer.Terms(preference, "1.4", Duration.ofSeconds(30), 2));
	}

	@BeforeEach
	void aHasTheLedger() {
		given(this.cluster.view()).willReturn(
				new ClusterView(1, List.of(node(1, "a"), node(2, "b"), node(3, "c"), node(4, "d"), node(5, "e"))));
		List<Session> sessions = List.of(session(1, false, ledger(2), SLOTS), session(2, false, ledger(0)),
				session(3, false, SLOTS), session(4, true, ledger(2)));
		given(this.view.sessions()).willReturn(sessions);
		given(this.view.sessionOf(any())).willAnswer((call) -> sessions.stream()
			.filter((session) -> session.id().node().equals(call.getArgument(0)))
			.findFirst());
		Ownership row = new Ownership(LEDGER, sessions.get(0).id(), new FencingToken(7), Ownership.State.ACTIVE, null,
				null, Map.of());
		given(this.view.find(LEDGER)).willReturn(Optional.of(row));
		given(this.view.ofKind("singleton")).willAnswer((call) -> Stream.of(row));
	}

	@Test
	void eachNodeIsToldAsACandidate() {
		assertThat(explanations().of("singletons", "ledger", null)).isInstanceOfSatisfying(SingletonExplanation.class,
				(explained) -> {
					assertThat(explained.owner()).isEqualTo("a");
					assertThat(explained.why()).contains("most preferred");
					assertThat(explained.candidates()).extracting(CandidateDescriptor::node)
						.containsExactly("a", "b", "c", "d", "e");
					assertThat(explained.candidates()).extracting(CandidateDescriptor::verdict)
						.satisfiesExactly((a) -> assertThat(a).isEqualTo("has it"),
								(b) -> assertThat(b).isEqualTo("could have it, another is preferred"),
								(c) -> assertThat(c).contains("does not offer it"),
								(d) -> assertThat(d).contains("it leaves"), (e) -> assertThat(e).contains("no lease"));
					assertThat(explained.candidates().get(0)).isEqualTo(
							new CandidateDescriptor("a", Set.of("web"), "z1", "has it", 2, "1.4", 30_000L, 2, 1));
				});
	}

	@Test
	void aWorkerIsExplainedByItsSlot() {
		assertThat(explanations().of("workers", "donor", "D-17")).isInstanceOfSatisfying(WorkerExplanation.class,
				(explained) -> {
					assertThat(explained.slot()).isBetween(0, 63);
					assertThat(explained.owner()).isNull();
					assertThat(explained.why())
						.isEqualTo("its key belongs to slot " + explained.slot() + " of 64, which nobody has");
				});
	}

	@Test
	void whatIsNotThereIsNotExplained() {
		Explanations explanations = explanations();
		assertThat(explanations.of("singletons", "nobody", null)).isNull();
		assertThat(explanations.of("workers", "nothing", "k")).isNull();
		assertThat(explanations.of("workers", "donor", null)).isNull();
		assertThat(explanations.of("nodes", "x", null)).isNull();
		assertThat(explanations.of("topics", "news", null)).isNull();
	}

}
