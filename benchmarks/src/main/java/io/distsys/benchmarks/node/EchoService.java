package io.distsys.benchmarks.node;

import java.util.concurrent.CompletionStage;

/** What every node has for the others. */
interface EchoService {

	String echo(String text);

	CompletionStage<String> echoLater(String text);

}
