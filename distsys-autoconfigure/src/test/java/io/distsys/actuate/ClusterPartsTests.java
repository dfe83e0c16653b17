package io.distsys.actuate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.distsys.actuate.ClusterDescriptor.NodeDescriptor;
import io.distsys.actuate.ClusterDescriptor.SupervisionDescriptor;
import io.distsys.actuate.ClusterDescriptor.WorkersDescriptor;
import io.distsys.actuate.ClusterReports.Answers;
import io.distsys.actuate.NodeReport.Supervised;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.OwnershipView;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.Rebalancing;
import io.distsys.quorum.Quorum;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** What one of four nodes makes of the answers of the others, of which one is silent. */
class ClusterPartsTests {

	private static final Supervised LINE = new Supervised("line", "ONE_FOR_ALL", List.of("line/reader"), 5, 60_000L);

	private static final Supervised LATER_LINE = new Supervised("line", "OF_A_LATER_VERSION",
			List.of("line/reader", "line/writer"), null, null);

	private static final Supervised BELT = new Supervised("belt", "REST_FOR_ONE", List.of("belt/motor"), null, null);

	private final Cluster cluster = mock(Cluster.class);

	private final Ownerships ownerships = mock(Ownerships.class);

	private final ClusterReports reports = mock(ClusterReports.class);

	private ClusterParts parts;

	private static Node node(int id) {
		return new Node(new NodeId(0, id), "n" + id, "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
	}

	private static NodeReport supervising(Supervised... groups) {
		return new NodeReport(List.of(), null, null, true, false, Map.of(), Map.of(), List.of(), List.of(), List.of(),
				List.of(), null, List.of(groups));
	}

	@BeforeEach
	void threeOfFourAnswer() {
		given(this.cluster.self()).willReturn(node(1));
		given(this.cluster.view()).willReturn(new ClusterView(1, List.of(node(1), node(2), node(3), node(4))));
		OwnershipView table = mock(OwnershipView.class);
		given(table.ofKind(any())).willAnswer((call) -> Stream.empty());
		given(this.ownerships.view()).willReturn(table);
		given(this.ownerships.rebalancing()).willReturn(mock(Rebalancing.class));
		given(this.reports.ask(any()))
			.willReturn(new Answers(Map.of(new NodeId(0, 1), supervising(LINE), new NodeId(0, 2),
					supervising(LINE, BELT), new NodeId(0, 3), supervising(LATER_LINE)), Set.of(new NodeId(0, 4))));
		this.parts = new ClusterParts(this.cluster, mock(Quorum.class), mock(ReplicatedLog.class), this.ownerships,
				this.reports, new NodeNames(this.cluster), new DefaultListableBeanFactory());
	}

	@ParameterizedTest
	@ValueSource(strings = { "nodes", "singletons", "workers", "rebalance", "topics", "services", "events" })
	void aPartForWhichOthersAreAskedNamesThoseThatDidNotAnswer(String part) {
		assertThat(this.parts.part(part)).containsOnlyKeys(part, "unanswered")
			.containsEntry("unanswered", Set.of("n4"));
	}

	@Test
	void nodesOfOneNameAreToldApart() {
		Node namesake = new Node(new NodeId(5L << 32, 0), "n2", "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
		given(this.cluster.view()).willReturn(new ClusterView(2, List.of(node(1), node(2), namesake)));
		assertThat((List<?>) this.parts.part("nodes").get("nodes")).extracting((node) -> ((NodeDescriptor) node).name())
			.containsExactly("n1", "n2 (00000000)", "n2 (00000005)");
	}

	@Test
	void groupsAreThoseOfAllNodesAndDifferentOnesOfOneNameAreBothTold() {
		WorkersDescriptor workers = (WorkersDescriptor) this.parts.part("workers").get("workers");
		assertThat(workers.supervision()).containsExactly(told(BELT, "n2"), told(LINE, "n1", "n2"),
				told(LATER_LINE, "n3"));
	}

	private static SupervisionDescriptor told(Supervised group, String... nodes) {
		return new SupervisionDescriptor(group.name(), group.strategy(), group.types(), group.maxRestarts(),
				group.withinMillis(), Set.of(nodes));
	}

}
