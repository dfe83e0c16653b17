package io.distsys.consensus;

import java.util.List;

import io.distsys.cluster.NodeId;
import io.microraft.MembershipChangeMode;
import io.microraft.RaftEndpoint;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.groupop.UpdateRaftGroupMembersOp;
import io.microraft.model.impl.DefaultRaftModelFactory;
import io.microraft.model.log.LogEntry;
import io.microraft.model.log.RaftGroupMembersView;
import io.microraft.model.message.RaftMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RaftMessageCodecTests {

	private static final RaftModelFactory MODELS = new DefaultRaftModelFactory();

	private static final GroupId GROUP = new GroupId(-7, 1L << 60);

	private static final Member ONE = new Member(new NodeId(1, -2), 3);

	private static final Member TWO = new Member(new NodeId(Long.MIN_VALUE, 5), 0);

	private final RaftMessageCodec codec = new RaftMessageCodec(MODELS);

	private static RaftGroupMembersView view() {
		List<RaftEndpoint> all = List.of(ONE, TWO, Member.vacant(0));
		return MODELS.createRaftGroupMembersViewBuilder()
			.setLogIndex(8)
			.setMembers(all)
			.setVotingMembers(List.of(ONE))
			.build();
	}

	private static LogEntry entry(Object operation) {
		return MODELS.createLogEntryBuilder().setIndex(1L << 40).setTerm(11).setOperation(operation).build();
	}

	private static UpdateRaftGroupMembersOp change() {
		return MODELS.createUpdateRaftGroupMembersOpBuilder()
			.setMembers(List.of(ONE, TWO))
			.setVotingMembers(List.of(TWO))
			.setEndpoint(ONE)
			.setMode(MembershipChangeMode.REMOVE_MEMBER)
			.build();
	}

	private static RaftMessage append(LogEntry... entries) {
		return MODELS.createAppendEntriesRequestBuilder()
			.setGroupId(GROUP)
			.setSender(ONE)
			.setTerm(4)
			.setPreviousLogTerm(3)
			.setPreviousLogIndex(1L << 33)
			.setCommitIndex((1L << 33) - 1)
			.setLogEntries(List.of(entries))
			.setQuerySequenceNumber(21)
			.setFlowControlSequenceNumber(22)
			.build();
	}

	private static RaftMessage snapshot(boolean withChunk) {
		return MODELS.createInstallSnapshotRequestBuilder()
			.setGroupId(GROUP)
			.setSender(ONE)
			.setTerm(4)
			.setSenderLeader(true)
			.setSnapshotTerm(3)
			.setSnapshotIndex(1L << 34)
			.setTotalSnapshotChunkCount(5)
			.setSnapshotChunk(withChunk ? MODELS.createSnapshotChunkBuilder()
				.setIndex(1L << 34)
				.setTerm(3)
				.setSnapshotChunkIndex(2)
				.setSnapshotChunkCount(5)
				.setOperation(new byte[] { 1, 2, 3 })
				.setGroupMembersView(view())
				.build() : null)
			.setSnapshottedMembers(List.of(ONE))
			.setGroupMembersView(view())
			.setQuerySequenceNumber(1)
			.setFlowControlSequenceNumber(2)
			.build();
	}

	static List<RaftMessage> messages() {
		return List.of(append(),
				append(entry(new byte[] { 5, 0, -1 }), entry(new byte[0]), entry(new LogOperation.NewTerm()),
						entry(new LogOperation.RaiseTokens(1L << 61)), entry(change())),
				snapshot(false), snapshot(true),
				MODELS.createAppendEntriesSuccessResponseBuilder()
					.setGroupId(GROUP)
					.setSender(TWO)
					.setTerm(9)
					.setLastLogIndex(31)
					.setQuerySequenceNumber(32)
					.setFlowControlSequenceNumber(33)
					.build(),
				MODELS.createAppendEntriesFailureResponseBuilder()
					.setGroupId(GROUP)
					.setSender(TWO)
					.setTerm(9)
					.setExpectedNextIndex(41)
					.setQuerySequenceNumber(42)
					.setFlowControlSequenceNumber(43)
					.build(),
				MODELS.createInstallSnapshotResponseBuilder()
					.setGroupId(GROUP)
					.setSender(TWO)
					.setTerm(9)
					.setSnapshotIndex(51)
					.setRequestedSnapshotChunkIndex(52)
					.setQuerySequenceNumber(53)
					.setFlowControlSequenceNumber(54)
					.build(),
				MODELS.createPreVoteRequestBuilder()
					.setGroupId(GROUP)
					.setSender(TWO)
					.setTerm(9)
					.setLastLogTerm(61)
					.setLastLogIndex(62)
					.build(),
				MODELS.createPreVoteResponseBuilder()
					.setGroupId(GROUP)
					.setSender(TWO)
					.setTerm(9)
					.setGranted(true)
					.build(),
				MODELS.createVoteRequestBuilder()
					.setGroupId(GROUP)
					.setSender(TWO)
					.setTerm(9)
					.setLastLogTerm(71)
					.setLastLogIndex(72)
					.setSticky(true)
					.build(),
				MODELS.createVoteResponseBuilder().setGroupId(GROUP).setSender(TWO).setTerm(9).setGranted(true).build(),
				MODELS.createTriggerLeaderElectionRequestBuilder()
					.setGroupId(GROUP)
					.setSender(TWO)
					.setTerm(9)
					.setLastLogTerm(81)
					.setLastLogIndex(82)
					.build());
	}

	@ParameterizedTest
	@MethodSource("messages")
	void aMessageIsTheSameAfterTheJourney(RaftMessage message) {
		byte[] bytes = this.codec.encode(message);
		RaftMessage decoded = this.codec.decode(bytes);
		assertThat(decoded).isNotSameAs(message).hasSameClassAs(message);
		assertThat(decoded).usingRecursiveComparison().ignoringCollectionOrder().isEqualTo(message);
		assertThat(this.codec.encode(decoded)).isEqualTo(bytes);
	}

	@Test
	void aFrameForAnotherMembershipOrGroupIsNotOpened() {
		byte[] frame = new WireOutput().member(ONE).bytes(this.codec.encode(append())).toBytes();
		assertThat(RaftTransport.open(frame, ONE, GROUP, this.codec)).isNotNull();
		assertThat(RaftTransport.open(frame, new Member(ONE.node(), ONE.life() + 1), GROUP, this.codec)).isNull();
		assertThat(RaftTransport.open(frame, ONE, new GroupId(-8, 1L << 60), this.codec)).isNull();
	}

	@Test
	void bytesThatSayNothingAreRefused() {
		byte[] bytes = this.codec.encode(append());
		bytes[0] = 99;
		assertThatIllegalArgumentException().isThrownBy(() -> this.codec.decode(bytes))
			.withMessage("Unknown kind of message 99");
	}

}
