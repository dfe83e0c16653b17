package io.distsys.placement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VersionOrderTests {

	@Test
	void versionsAreSortedAsPeopleCount() {
		List<String> sorted = List.of("", "1.0-SNAPSHOT", "1.0-rc2", "1.0-rc10", "1.0", "1.0.1", "1.9", "1.10",
				"1.10+7", "2026-11-21", "99999999999999999999");
		List<String> shuffled = new ArrayList<>(sorted);
		Collections.shuffle(shuffled, new Random(1));
		shuffled.sort(VersionOrder.INSTANCE);
		assertThat(shuffled).containsExactlyElementsOf(sorted);
	}

	@Test
	void versionsThatReadTheSameAreEqual() {
		assertThat(VersionOrder.INSTANCE.compare("1.0", "1-0")).isZero();
		assertThat(VersionOrder.INSTANCE.compare("v7", "v-7")).isZero();
		assertThat(VersionOrder.INSTANCE.compare("", "")).isZero();
	}

}
