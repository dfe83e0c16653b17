package io.distsys.singleton;

import java.time.Duration;
import java.util.Arrays;

import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Ownership.Cession;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.singleton.StateOffer.Occasion;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class OfferedStateTests {

	private final OfferedState state = new OfferedState(
			new Cession(SimulatedMembership.node(2).id(), new FencingToken(7)), Occasion.CONCEDED,
			Duration.ofMillis(1234), new byte[] { 5, 6 });

	@Test
	void itArrivesAsItWasSent() {
		assertThat(OfferedState.fromBytes(this.state.toBytes())).usingRecursiveComparison().isEqualTo(this.state);
	}

	@Test
	void anotherVersionIsRefusedByName() {
		byte[] payload = this.state.toBytes();
		payload[0] = 2;
		assertThatIllegalArgumentException().isThrownBy(() -> OfferedState.fromBytes(payload))
			.withMessageContaining("version 2")
			.withMessageContaining("only 1");
	}

	@Test
	void aPieceOfOneIsRefused() {
		byte[] payload = this.state.toBytes();
		for (int length = 0; length < payload.length - this.state.bytes().length; length++) {
			byte[] piece = Arrays.copyOf(payload, length);
			assertThatIllegalArgumentException().isThrownBy(() -> OfferedState.fromBytes(piece));
		}
	}

}
