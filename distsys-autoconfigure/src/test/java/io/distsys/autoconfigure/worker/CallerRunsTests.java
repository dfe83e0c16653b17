package io.distsys.autoconfigure.worker;

import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

class CallerRunsTests {

	private final ClassLoader loader = getClass().getClassLoader();

	@AfterEach
	void leaveTransaction() {
		TransactionSynchronizationManager.clear();
	}

	@Test
	void aCallerRunsWorkersOutsideOfTransactionsOnly() {
		BooleanSupplier callerRuns = CallerRuns.where(true, this.loader);
		assertThat(callerRuns.getAsBoolean()).isTrue();
		TransactionSynchronizationManager.setActualTransactionActive(true);
		assertThat(callerRuns.getAsBoolean()).isFalse();
		TransactionSynchronizationManager.setActualTransactionActive(false);
		TransactionSynchronizationManager.initSynchronization();
		assertThat(callerRuns.getAsBoolean()).isFalse();
	}

	@Test
	void aCallerRunsWorkersWhereThereAreNoTransactions() {
		ClassLoader without = new FilteredClassLoader(TransactionSynchronizationManager.class);
		assertThat(CallerRuns.where(true, without).getAsBoolean()).isTrue();
	}

	@Test
	void aCallerRunsNothingWhereThatIsNotWanted() {
		assertThat(CallerRuns.where(false, this.loader).getAsBoolean()).isFalse();
	}

}
