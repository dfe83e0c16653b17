package io.distsys.benchmarks.peers.library;

import io.distsys.singleton.ClusterSingleton;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** So many singletons that each of three nodes has one that is here and one elsewhere. */
@Configuration(proxyBeanMethods = false)
class AnsweringSingletons {

	@Bean("answering-1")
	@ClusterSingleton("answering-1")
	Answering first() {
		return new Answering.Answerer();
	}

	@Bean("answering-2")
	@ClusterSingleton("answering-2")
	Answering second() {
		return new Answering.Answerer();
	}

	@Bean("answering-3")
	@ClusterSingleton("answering-3")
	Answering third() {
		return new Answering.Answerer();
	}

}
