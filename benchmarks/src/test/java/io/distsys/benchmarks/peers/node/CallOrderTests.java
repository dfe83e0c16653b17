package io.distsys.benchmarks.peers.node;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallOrderTests {

	@Test
	void aNodeReadsWhatItIsTold() {
		CallOrder order = new CallOrder(CallOrder.SINGLETON, CallOrder.HERE, CallOrder.STAGES, 64,
				Duration.ofMillis(1500), Duration.ofSeconds(4));
		assertThat(order.line()).isEqualTo("call singleton here stages 64 1500 4000");
		assertThat(CallOrder.parse(List.of(order.line().split(" ")))).isEqualTo(order);
		assertThat(order.isHere()).isTrue();
	}

}
