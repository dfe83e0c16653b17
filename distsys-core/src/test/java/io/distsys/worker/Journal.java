package io.distsys.worker;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.distsys.rpc.CallTimeout;

/** A worker that writes down what it is told. */
@Distributed("journal")
public interface Journal {

	CompletableFuture<Integer> append(int number);

	int add(int number);

	List<Integer> all();

	String node();

	/** Wait until the test says so. */
	@CallTimeout(20_000)
	CompletableFuture<String> block();

	/** Completes when the test says so; the mailbox goes on. */
	CompletableFuture<String> later();

	@Cast
	void note(int number);

	void fill(int bytes);

	int size();

	/** A result that no codec survives. */
	Object bomb();

	/** The same, later. */
	CompletableFuture<Object> bombLater();

	void fail(String how) throws BusinessException;

	/** Is declared by the method. */
	class BusinessException extends Exception {

		private static final long serialVersionUID = 1L;

		public BusinessException(String message) {
			super(message);
		}

	}

}
