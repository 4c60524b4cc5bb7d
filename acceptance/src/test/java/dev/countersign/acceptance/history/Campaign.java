package dev.countersign.acceptance.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients and faults against some servers, for a while; then an auditor. All choices come from one seed. */
public final class Campaign {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration AUDITORS_PATIENCE = Duration.ofSeconds(20);

    private final Site site;
    private final List<? extends Server> servers;
    private final List<List<Fault>> faults;
    private final Plan plan;
    private final Map<String, Integer> struck = new TreeMap<>();

    /**
     * How much of it.
     *
     * @param time how long clients and faults are at it
     */
    public record Plan(long seed, Duration time, int clients, int people) {}

    /** @param faults those of one list strike one after the other, those of different lists at the same time */
    public Campaign(Site site, List<? extends Server> servers, List<List<Fault>> faults, Plan plan) {
        this.site = site;
        this.servers = servers;
        this.faults = faults;
        this.plan = plan;
    }

    /** Goes through with it, to the auditor's last page. */
    public void run() throws InterruptedException, ExecutionException {
        SplittableRandom random = new SplittableRandom(plan.seed());
        Crowd crowd = new Crowd(plan.people(), random.split());
        List<Wire> wires = wires(PATIENCE);
        List<Runnable> all = new ArrayList<>();
        for (int i = 1; i <= plan.clients(); i++) {
            all.add(new Client(i, random.split(), site, wires, crowd));
        }
        List<Nemesis> nemeses = faults.stream()
                .map(list -> new Nemesis(site.history(), crowd, random.split(), list))
                .toList();
        all.addAll(nemeses);
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
            List<Future<?>> running = new ArrayList<>();
            all.forEach(one -> running.add(threads.submit(one)));
            try {
                Thread.sleep(plan.time());
            } finally {
                crowd.end();
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        nemeses.forEach(n -> n.struck().forEach((kind, times) -> struck.merge(kind, times, Integer::sum)));
        new Auditor(site, wires(AUDITORS_PATIENCE)).read();
    }

    private List<Wire> wires(Duration patience) {
        return servers.stream()
                .map((Server server) -> new Wire(site.history(), server, patience))
                .toList();
    }

    /** How often each kind of fault struck. */
    public Map<String, Integer> struck() {
        return struck;
    }
}
