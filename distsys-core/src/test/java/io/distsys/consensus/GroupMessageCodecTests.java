package io.distsys.consensus;

import java.util.List;
import java.util.Set;

import io.distsys.cluster.NodeId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class GroupMessageCodecTests {

	private static final GroupId GROUP = new GroupId(-7, 1L << 60);

	private static final NodeId NODE = new NodeId(1, -2);

	private static final Member ONE = new Member(NODE, 3);

	private static final Member TWO = new Member(new NodeId(Long.MIN_VALUE, 5), 0);

	static List<GroupMessage> messages() {
		return List.of(
				new GroupMessage.Hello(GROUP, 3, NODE, true, 12, 4, 5, false, true, 7, 5, 2_020, 6,
						Set.of(NODE, TWO.node()), Set.of(TWO.node()), 99, GROUP),
				new GroupMessage.Hello(null, 0, null, false, -1, -1, 5, true, false, 7, 5, 2_020, 6, Set.of(), Set.of(),
						0, null),
				new GroupMessage.Propose(new Proposal(GROUP, NODE, List.of(ONE, TWO), List.of(ONE), null)),
				new GroupMessage.Agree(GROUP), new GroupMessage.Refuse(GROUP, "sieht zu viele: größer als 3"),
				new GroupMessage.Confirm(GROUP), new GroupMessage.Off(GROUP, true), new GroupMessage.Off(GROUP, false),
				new GroupMessage.Join(GROUP, ONE, 1L << 62),
				new GroupMessage.Welcome(GROUP, ONE, List.of(TWO, ONE), 17), new GroupMessage.Leave(GROUP, TWO),
				new GroupMessage.Gone(GROUP, TWO));
	}

	@ParameterizedTest
	@MethodSource("messages")
	void aMessageIsTheSameAfterTheJourney(GroupMessage message) {
		assertThat(GroupMessageCodec.decode(GroupMessageCodec.encode(message))).isEqualTo(message);
	}

}
