package io.distsys.samples.donation.local;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DonorHistoryTests {

	private final DonorHistory history = new DonorHistory();

	@Test
	void aDonorMayMoveWithALargerToken() {
		given("a", 5, 100, 200);
		given("b", 6, 201, 300);
		given("a", 9, 301);
		assertThat(this.history.violations()).isEmpty();
		assertThat(this.history.events()).isEqualTo(5);
	}

	@Test
	void aDonorIsNotOnTwoNodesAtOnce() {
		given("a", 5, 100, 300);
		given("b", 6, 200);
		assertThat(this.history.violations()).singleElement().asString().startsWith("D-1: ");
	}

	@Test
	void aSmallerTokenDoesNotFollowALargerOne() {
		given("a", 7, 100);
		given("b", 6, 200);
		assertThat(this.history.violations()).hasSize(1);
	}

	@Test
	void aTokenIsThatOfOneNode() {
		given("a", 5, 100);
		given("b", 5, 200);
		assertThat(this.history.violations()).hasSize(1);
	}

	private void given(String node, long token, long... nanos) {
		for (long at : nanos) {
			this.history.read(node,
					Stream.of("DEBUG Given donor=D-1 token=" + token + " nanos=" + at + " counted=true"));
		}
	}

}
