package io.distsys.rpc;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.distsys.cluster.NodeId;

/** Tries each call once. */
enum OnePolicy implements CallPolicy {

	INSTANCE;

	@Override
	public <R> CompletionStage<CallResult<R>> retry(Call call, Supplier<CompletionStage<CallResult<R>>> attempt) {
		return attempt.get();
	}

	@Override
	public <R> CompletionStage<CallResult<R>> guard(Call call, NodeId node,
			Supplier<CompletionStage<CallResult<R>>> attempt) {
		return attempt.get();
	}

	@Override
	public Optional<Duration> timeLimit(Call call) {
		return Optional.empty();
	}

}
