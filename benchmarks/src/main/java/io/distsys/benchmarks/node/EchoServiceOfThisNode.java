package io.distsys.benchmarks.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.rpc.RemoteService;

@RemoteService
class EchoServiceOfThisNode implements EchoService {

	@Override
	public String echo(String text) {
		return text;
	}

	@Override
	public CompletionStage<String> echoLater(String text) {
		return CompletableFuture.completedFuture(text);
	}

}
