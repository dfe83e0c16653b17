package io.distsys.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.actuate.NodeReport.ConsensusHere;
import io.distsys.actuate.NodeReport.QuorumHere;
import io.distsys.actuate.NodeReport.Section;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterView;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Reply;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumEvent;
import io.distsys.quorum.QuorumState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/** Three nodes, of which this is one. */
class ClusterReportsTests {

	private static final Node SELF = node(1, "a");

	private static final Node SECOND = node(2, "b");

	private static final Node THIRD = node(3, "c");

	private static final byte[] ENCODED = { 1, 2, 3 };

	private static final NodeReport REPORT = new NodeReport(List.of("a", "b"), new QuorumHere(true, 900, "lease held"),
			new ConsensusHere("g-1", "LEADER", "b", 3, 40), true, false, Map.of("ledger", 5L), Map.of("donor", 2),
			List.of(), List.of(), List.of(), List.of(), null, List.of());

	private final Messenger messenger = mock(Messenger.class);

	private final Codec codec = mock(Codec.class);

	private final DefaultListableBeanFactory concepts = new DefaultListableBeanFactory();

	private final Cluster cluster = mock(Cluster.class);

	private final Quorum quorum = mock(Quorum.class);

	private final ReplicatedLog log = mock(ReplicatedLog.class);

	private final ClusterReports reports = reports();

	private static Node node(long id, String name) {
		return new Node(new NodeId(0, id), name, "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
	}

	private ClusterReports reports() {
		given(this.cluster.self()).willReturn(SELF);
		given(this.cluster.view()).willReturn(new ClusterView(1, List.of(SELF, SECOND, THIRD)));
		given(this.quorum.state()).willReturn(
				new QuorumState(true, Duration.ZERO, List.of(), List.of(), null, Duration.ofSeconds(1), "lease held"));
		given(this.log.status())
			.willReturn(new GroupStatus(null, GroupStatus.Role.NONE, null, 0, List.of(), List.of(), 0, ""));
		given(this.messenger.handle(any(), any(), any())).willReturn(() -> {
		});
		return new ClusterReports(this.cluster, this.messenger, this.codec,
				new NodeReporter(this.cluster, this.quorum, this.log, this.concepts));
	}

	@AfterEach
	void close() {
		this.reports.close();
	}

	private void answers(Node node, CompletionStage<Reply> reply) {
		given(this.messenger.call(eq(node.id()), any(), any(), any(), any())).willReturn(reply);
	}

	@Test
	void nodesThatAnswerAreHeardAndThoseThatNeverDoAreNamed() {
		given(this.codec.decode(ENCODED)).willReturn(REPORT);
		answers(SECOND, CompletableFuture.completedFuture(new Reply.Answered(ENCODED)));
		answers(THIRD, new CompletableFuture<>());
		ClusterReports.Answers said = this.reports.ask(EnumSet.allOf(Section.class));
		assertThat(said.silent()).containsExactly(THIRD.id());
		assertThat(said.reports()).containsOnlyKeys(SELF.id(), SECOND.id()).containsEntry(SECOND.id(), REPORT);
	}

	@Test
	void whoCannotBeReachedOrUnderstoodHasNotAnswered() {
		given(this.codec.decode(ENCODED)).willThrow(new Codec.NotEncodableException("another version", null));
		answers(SECOND, CompletableFuture.completedFuture(new Reply.Answered(ENCODED)));
		answers(THIRD, CompletableFuture.completedFuture(new Reply.Unreachable(Outcome.DID_NOT_RUN, "gone")));
		assertThat(this.reports.ask(Set.of()).silent()).containsExactly(SECOND.id(), THIRD.id());
	}

	@Test
	void anotherNodeIsToldWhatItAsksFor() {
		this.concepts.registerSingleton("log", new ClusterEventLog("a", Instant::now, List.of((listener) -> {
			listener.accept(new QuorumEvent.QuorumPresent());
			return () -> {
			};
		})));
		ArgumentCaptor<Object> told = ArgumentCaptor.captor();
		given(this.codec.encode(told.capture())).willReturn(ENCODED);
		CompletableFuture<Reply> reply = new CompletableFuture<>();
		ask("EVENTS,OF_A_LATER_VERSION", reply);
		assertThat(reply.join()).isInstanceOf(Reply.Answered.class);
		assertThat(told.getValue()).isInstanceOfSatisfying(NodeReport.class, (report) -> {
			assertThat(report.sees()).containsExactly("a", "b", "c");
			assertThat(report.quorum()).isEqualTo(new QuorumHere(true, 1000, "lease held"));
			assertThat(report.events()).singleElement()
				.satisfies((event) -> assertThat(event.type()).isEqualTo("QuorumPresent"));
		});
		ask("", new CompletableFuture<>());
		assertThat(told.getValue()).isInstanceOfSatisfying(NodeReport.class,
				(report) -> assertThat(report.events()).isEmpty());
	}

	@Test
	void nodesOfOneNameAreToldApartAlsoByWhomTheyAreSeen() {
		Node namesake = node(1L << 40, "b");
		Node leader = new Node(new NodeId(7L << 32, 0), "b", "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
		given(this.cluster.view()).willReturn(new ClusterView(2, List.of(SELF, namesake, leader)));
		given(this.log.status())
			.willReturn(new GroupStatus(null, GroupStatus.Role.FOLLOWER, leader.id(), 1, List.of(), List.of(), 0, ""));
		NodeReport report = new NodeReporter(this.cluster, this.quorum, this.log, this.concepts).report(Set.of());
		assertThat(report.sees()).containsExactly("a", "b (00000000)", "b (00000007)");
		assertThat(report.consensus().leader()).isEqualTo("b (00000007)");
	}

	private void ask(String sections, CompletableFuture<Reply> reply) {
		ArgumentCaptor<MessageHandler> handler = ArgumentCaptor.captor();
		verify(this.messenger).handle(eq(ClusterReports.ADDRESS), any(), handler.capture());
		handler.getValue()
			.handle(new Message(SECOND.id(), sections.getBytes(StandardCharsets.UTF_8), Long.MAX_VALUE),
					reply::complete);
	}

}
