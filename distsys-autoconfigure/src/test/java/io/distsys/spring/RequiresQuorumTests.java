package io.distsys.spring;

import java.time.Duration;
import java.util.List;

import io.distsys.consensus.NoQuorumException;
import io.distsys.decision.RequiresQuorum;
import io.distsys.quorum.Quorum;
import io.distsys.quorum.QuorumState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class RequiresQuorumTests {

	private final Quorum quorum = mock(Quorum.class);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@BeforeEach
	void start() {
		given(this.quorum.state()).willReturn(new QuorumState(false, Duration.ZERO, List.of(), List.of(), null,
				Duration.ZERO, "1 of 3 voters in view"));
		RequiresQuorumPostProcessor processor = new RequiresQuorumPostProcessor(() -> this.quorum);
		processor.setProxyTargetClass(true);
		this.context.registerBean(RequiresQuorumPostProcessor.class, () -> processor);
		this.context.register(Orders.class, LedgerBean.class);
		this.context.refresh();
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void aMethodRunsWhileThereIsAQuorum() {
		given(this.quorum.isPresent()).willReturn(true);
		assertThat(this.context.getBean(Orders.class).close()).isEqualTo("closed");
		assertThat(this.context.getBean(LedgerBean.class).sum()).isEqualTo(7);
	}

	@Test
	void withoutAQuorumItDoesNotRunAndTheExceptionNamesWhatIsMissing() {
		Orders orders = this.context.getBean(Orders.class);
		assertThatExceptionOfType(NoQuorumException.class).isThrownBy(orders::close)
			.withMessage("'Orders.close' requires a quorum and did not run: 1 of 3 voters in view");
		assertThat(orders.open()).isEqualTo("open, closed 0 times");
	}

	@Test
	void onAClassItIsAskedForByAllMethodsButThoseOfObject() {
		LedgerBean ledger = this.context.getBean(LedgerBean.class);
		assertThatExceptionOfType(NoQuorumException.class).isThrownBy(ledger::sum)
			.withMessageContaining("'LedgerBean.sum'");
		assertThat(ledger).hasToString("a ledger");
	}

	static class Orders {

		private int closed;

		@RequiresQuorum
		public String close() {
			this.closed++;
			return "closed";
		}

		public String open() {
			return "open, closed " + this.closed + " times";
		}

	}

	@RequiresQuorum
	static class LedgerBean {

		public int sum() {
			return 7;
		}

		@Override
		public String toString() {
			return "a ledger";
		}

	}

}
