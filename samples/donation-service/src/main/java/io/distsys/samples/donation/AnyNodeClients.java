package io.distsys.samples.donation;

import java.net.http.HttpClient;
import java.time.Duration;

import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Clients that call any node of this service, each time another one. They wait for no
 * node longer than a node needs that is well: one that hangs is found until it is
 * noticed.
 */
@Configuration(proxyBeanMethods = false)
class AnyNodeClients {

	static final Duration TIMEOUT = Duration.ofMillis(500);

	private static final String SERVICE = "lb://donation-service";

	@Bean
	@LoadBalanced
	RestClient.Builder balanced() {
		return RestClient.builder();
	}

	@Bean
	@LoadBalanced
	WebClient.Builder balancedReactive() {
		return WebClient.builder();
	}

	@Bean
	RestClient anyNode(@LoadBalanced RestClient.Builder balanced) {
		JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(
				HttpClient.newBuilder().connectTimeout(TIMEOUT).build());
		requests.setReadTimeout(TIMEOUT);
		return balanced.baseUrl(SERVICE).requestFactory(requests).build();
	}

	@Bean
	WebClient anyNodeReactive(@LoadBalanced WebClient.Builder balancedReactive) {
		return balancedReactive.baseUrl(SERVICE).build();
	}

}
