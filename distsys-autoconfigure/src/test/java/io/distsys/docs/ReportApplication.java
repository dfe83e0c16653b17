package io.distsys.docs;

import java.time.Instant;

import io.distsys.ownership.Fence;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.singleton.OnActivate;
import io.distsys.singleton.OnMisfire;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

@SpringBootApplication
@EnableScheduling
public class ReportApplication {

	public static void main(String[] args) {
		SpringApplication.run(ReportApplication.class, args);
	}

	interface Report {

		String latest();

	}

	@Component
	@ClusterSingleton("report")
	static class ActiveReport implements Report {

		private final Fence fence;

		private volatile String latest = "none yet";

		ActiveReport(Fence fence) {
			this.fence = fence;
		}

		@OnActivate
		void begin() {
			write();
		}

		@OnMisfire
		@Scheduled(cron = "0 * * * * *")
		void write() {
			this.fence.check();
			this.latest = "report " + this.fence.token() + " of " + Instant.now();
		}

		@Override
		public String latest() {
			return this.latest;
		}

	}

}
