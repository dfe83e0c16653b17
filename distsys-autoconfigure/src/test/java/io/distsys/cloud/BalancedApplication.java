package io.distsys.cloud;

import io.distsys.cluster.Cluster;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

@SpringBootApplication
public class BalancedApplication {

	public static void main(String[] args) {
		SpringApplication.run(BalancedApplication.class, args);
	}

	@Bean
	@LoadBalanced
	RestClient.Builder balanced() {
		return RestClient.builder();
	}

	@RestController
	static class Greeting {

		private final Cluster cluster;

		private final RestClient donations;

		Greeting(Cluster cluster, RestClient.Builder balanced) {
			this.cluster = cluster;
			this.donations = balanced.baseUrl("http://donations").build();
		}

		@GetMapping("/name")
		String name() {
			return this.cluster.self().name();
		}

		@GetMapping("/somebody")
		String somebody() {
			return this.donations.get().uri("/name").retrieve().body(String.class);
		}

	}

}
