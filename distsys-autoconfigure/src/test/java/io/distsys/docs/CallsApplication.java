package io.distsys.docs;

import java.time.Duration;
import java.util.Map;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.rpc.CallResult;
import io.distsys.rpc.Idempotent;
import io.distsys.rpc.RemoteService;
import io.distsys.rpc.RemoteServices;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Service;

/** What {@code docs/calls.md} shows. */
public final class CallsApplication {

	private CallsApplication() {
	}

	public interface Reports {

		@Idempotent
		String monthly(String month);

		void clear();

	}

	@Service
	@RemoteService
	public static class ReportsOfThisNode implements Reports {

		@Override
		public String monthly(String month) {
			return "Report of " + month;
		}

		@Override
		public void clear() {
			System.out.println("Cleared");
		}

	}

	@Configuration(proxyBeanMethods = false)
	public static class ServicesOfOthers {

		/** Those of the nodes of the role, one after another. */
		@Bean
		Reports reportsOfTheCluster(RemoteServices services) {
			return services.of(Reports.class).onRole("reports").proxy();
		}

	}

	@Component
	public static class Accounting {

		private final Reports reports;

		Accounting(@Qualifier("reportsOfTheCluster") Reports reports) {
			this.reports = reports;
		}

		public String close(String month) {
			return this.reports.monthly(month) + " is closed";
		}

	}

	@Component
	public static class Office {

		private final RemoteServices services;

		private final Cluster cluster;

		Office(RemoteServices services, Cluster cluster) {
			this.services = services;
			this.cluster = cluster;
		}

		/** As if it were an object of this node. */
		public String ask(String month) {
			Reports reports = this.services.of(Reports.class).onRole("reports").proxy();
			return reports.monthly(month);
		}

		/** At the node that people call so. */
		public String askAt(String nodeName, String month) {
			Node node = this.cluster.view().named(nodeName).orElseThrow();
			return this.services.of(Reports.class).onNode(node.id()).proxy().monthly(month);
		}

		/** With every end that a call may have, at the node that has the data. */
		public String askTheOwnerOf(String customer, String month) {
			CallResult<String> result = this.services.of(Reports.class)
				.within(Duration.ofSeconds(2))
				.onOwnerOf(customer)
				.call((reports) -> reports.monthly(month));
			if (result instanceof CallResult.Value<String> value) {
				return String.valueOf(value.value());
			}
			return result.mayHaveRun() ? "perhaps" : "certainly not";
		}

		/** Every answer, or why there is none. */
		public Map<NodeId, CallResult<String>> askAll(String month) {
			return this.services.of(Reports.class).onAll().call((reports) -> reports.monthly(month));
		}

		/** Waits for nobody. */
		public int clearAll() {
			return this.services.of(Reports.class).onAll().cast(Reports::clear).size();
		}

	}

}
