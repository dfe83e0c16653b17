package io.distsys.spring;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UserThreadsTests {

	@Test
	void virtualThreadsAreTheDefaultWhereMonitorsDoNotPinThem() {
		assertThat(UserThreads.isVirtual(null, 17)).isFalse();
		assertThat(UserThreads.isVirtual(null, 21)).isFalse();
		assertThat(UserThreads.isVirtual(null, 23)).isFalse();
		assertThat(UserThreads.isVirtual(null, 24)).isTrue();
	}

	@Test
	void thePropertyDecidesWhereTheJvmHasThem() {
		assertThat(UserThreads.isVirtual(true, 17)).isFalse();
		assertThat(UserThreads.isVirtual(true, 21)).isTrue();
		assertThat(UserThreads.isVirtual(false, 25)).isFalse();
	}

}
