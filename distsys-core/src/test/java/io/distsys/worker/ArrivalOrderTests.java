package io.distsys.worker;

import java.util.stream.IntStream;

import io.distsys.cluster.NodeId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ArrivalOrderTests {

	private static final NodeId SENDER = new NodeId(0, 1);

	private static final NodeId OTHER = new NodeId(0, 2);

	private final ArrivalOrder order = new ArrivalOrder();

	@Test
	void whatTravelsAloneIsOvertakenByAllThatWasSentLater() {
		this.order.taken(SENDER, byTheLane(7, 3));
		assertThat(this.order.isOvertaken(SENDER, alone(7, 2))).isTrue();
		assertThat(this.order.isOvertaken(SENDER, alone(7, 4))).isFalse();
	}

	@Test
	void whatTravelsInTheLaneIsOvertakenByWhatTravelsAloneOnly() {
		this.order.taken(SENDER, byTheLane(7, 3));
		assertThat(this.order.isOvertaken(SENDER, byTheLane(7, 2))).isFalse();
		this.order.taken(SENDER, alone(7, 4));
		assertThat(this.order.isOvertaken(SENDER, byTheLane(7, 3))).isTrue();
		assertThat(this.order.isOvertaken(SENDER, byTheLane(7, 5))).isFalse();
	}

	@Test
	void sendersAndGrantsHaveNothingToDoWithEachOther() {
		this.order.taken(SENDER, alone(7, 9));
		assertThat(this.order.isOvertaken(OTHER, alone(7, 1))).isFalse();
		assertThat(this.order.isOvertaken(SENDER, alone(8, 1))).isFalse();
		this.order.taken(SENDER, byTheLane(8, 1));
		assertThat(this.order.isOvertaken(SENDER, byTheLane(8, 0))).isFalse();
	}

	@Test
	void aNodeThatHasGoneIsForgottenAndNoOther() {
		this.order.taken(SENDER, alone(7, 9));
		this.order.taken(OTHER, alone(7, 9));
		this.order.forget(SENDER);
		assertThat(this.order.knows(SENDER)).isFalse();
		assertThat(this.order.isOvertaken(OTHER, alone(7, 1))).isTrue();
	}

	@Test
	void itIsBoundedWhicheverNodesComeAndGo() {
		this.order.taken(SENDER, alone(7, 9));
		IntStream.range(10, 400).forEach((number) -> {
			this.order.taken(new NodeId(1, number), alone(7, 1));
			this.order.isOvertaken(OTHER, alone(7, 1));
		});
		assertThat(this.order.isOvertaken(SENDER, alone(7, 2))).isFalse();
		assertThat(this.order.isOvertaken(new NodeId(1, 399), alone(7, 0))).isTrue();
	}

	private static WorkerMessage alone(long token, long number) {
		return new WorkerMessage(token, number, true, "journal", 0, "k1", WorkerMessage.Kind.CALL, new byte[0]);
	}

	private static WorkerMessage byTheLane(long token, long number) {
		return new WorkerMessage(token, number, false, "journal", 0, "k1", WorkerMessage.Kind.CALL, new byte[0]);
	}

}
