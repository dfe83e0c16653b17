package io.distsys.benchmarks.node;

import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.ExecutionCallback;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import io.distsys.cluster.Cluster;

/** Tasks that Hazelcast runs on another node: what there is without the library. */
class Tasks {

	private final Cluster cluster;

	private final HazelcastInstance hazelcast;

	Tasks(Cluster cluster, HazelcastInstance hazelcast) {
		this.cluster = cluster;
		this.hazelcast = hazelcast;
	}

	Runnable blocking() {
		IExecutorService executor = executor();
		Member other = other();
		return () -> {
			try {
				Calls.require(executor.submitToMember(new EchoTask(Calls.TEXT), other).get());
			}
			catch (ExecutionException | InterruptedException ex) {
				throw new CompletionException(ex);
			}
		};
	}

	/** With a callback: no thread waits. */
	Operation stage() {
		IExecutorService executor = executor();
		Member other = other();
		return (lane) -> {
			Answer answer = new Answer(new CompletableFuture<>());
			executor.submitToMember(new EchoTask(Calls.TEXT), other, answer);
			return answer.answered().thenAccept(Calls::require);
		};
	}

	private IExecutorService executor() {
		return this.hazelcast.getExecutorService("benchmark");
	}

	private Member other() {
		return OtherNode.of(this.cluster, this.hazelcast).member();
	}

	private record EchoTask(String text) implements Callable<String>, Serializable {

		@Override
		public String call() {
			return this.text;
		}

	}

	private record Answer(CompletableFuture<String> answered) implements ExecutionCallback<String> {

		@Override
		public void onResponse(String response) {
			this.answered.complete(response);
		}

		@Override
		public void onFailure(Throwable failure) {
			this.answered.completeExceptionally(failure);
		}

	}

}
