package io.distsys.autoconfigure.worker;

import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * Whether a thread that waits for a worker may run its call: not in a transaction. What
 * the worker did would belong to the transaction of its caller on one node, and on
 * another it would not.
 */
final class CallerRuns {

	private static final String TRANSACTIONS = "org.springframework.transaction.support"
			+ ".TransactionSynchronizationManager";

	private CallerRuns() {
	}

	static BooleanSupplier where(boolean wanted, @Nullable ClassLoader loader) {
		if (!wanted) {
			return () -> false;
		}
		return ClassUtils.isPresent(TRANSACTIONS, loader) ? OutsideOfTransactions::isHere : () -> true;
	}

	/** Only loaded where there are transactions. */
	private static final class OutsideOfTransactions {

		private static boolean isHere() {
			return !TransactionSynchronizationManager.isActualTransactionActive()
					&& !TransactionSynchronizationManager.isSynchronizationActive();
		}

	}

}
