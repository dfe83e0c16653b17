package io.distsys.ownership;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LeaseSettingsTests {

	@Test
	void theOwnersShareEndsBeforeTheLeadersWhateverTheClocksDoWithinTheBound() {
		LeaseSettings settings = LeaseSettings.ofDefaults();
		double slowOwner = settings.ownersShare().toNanos() / (1 - settings.drift());
		double fastLeader = settings.leadersShare(settings.ttl()).toNanos() / (1 + settings.drift());
		assertThat(slowOwner).isLessThan(fastLeader);
	}

	@Test
	void aCombinationInWhichOneRenewalMayNotFailIsRefusedWithItsInequality() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LeaseSettings(Duration.ofSeconds(1), Duration.ofMillis(500), 0.01,
					Duration.ofMillis(50), Duration.ofMillis(300)))
			.withMessageContaining("ttl * (1 - drift) - margin > 2 * renewalInterval + stopGrace");
	}

	@Test
	void aDriftThatIsNoFractionIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new LeaseSettings(Duration.ofSeconds(2), Duration.ofMillis(400), 0.7,
					Duration.ofMillis(50), Duration.ofMillis(300)))
			.withMessageContaining("drift");
	}

}
