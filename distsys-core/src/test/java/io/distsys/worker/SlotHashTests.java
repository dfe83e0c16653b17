package io.distsys.worker;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SlotHashTests {

	@ParameterizedTest
	@ValueSource(strings = { "DON-%06d", "%d", "donor:%d:eu", "%08x" })
	void keysThatLookAlikeSpreadOverAllSlots(String pattern) {
		int[] counts = new int[1024];
		IntStream.range(0, 100_000).forEach((i) -> counts[SlotHash.slot(pattern.formatted(i), 1024)]++);
		assertThat(IntStream.of(counts).min().orElseThrow()).isGreaterThan(50);
		assertThat(IntStream.of(counts).max().orElseThrow()).isLessThan(150);
	}

	@Test
	void theHashIsPartOfTheContractBetweenNodes() {
		assertThat(SlotHash.slot("DON-001", 1024)).isEqualTo(SlotHash.slot("DON-001", 2048) % 1024);
		assertThat(SlotHash.hash("a")).isEqualTo(0x82a2a958a9bece5bL);
		assertThat(SlotHash.hash("donor-é")).isEqualTo(SlotHash.hash("donor-\u00e9"));
	}

}
