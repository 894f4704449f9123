using System.CommandLine;
using Hub.Facade.Connections;
using Hub.Host.Shell;

namespace Hub.Host.Up;

internal static class UpCommand
{
    public static Command Create()
    {
        var (plan, environment, data) = (UpOptions.Plan(), UpOptions.Environment(), HubOptions.Data());
        var urls = UpOptions.ListenAt("Where to listen; several are separated by ';'.");
        var adminUrls = new Option<string?>("--admin-urls")
        {
            Description = "Where the hub's own surface listens (/hub, /systems), apart from the public API; "
                + "name it in HUB_URL and --peer.",
            HelpName = "URL",
        };
        var noDemo = new Option<bool>("--no-demo")
        {
            Description = "Do not start the demo's legacy landscape; the plan's own addresses are used. "
                + "Plans without a demo.yaml have none.",
        };
        var roles = new Option<string?>("--roles")
        {
            Description = "Which parts run here: facade, adapters, sync, services. All of them when not given.",
            HelpName = "A,B",
        };
        var peers = new Option<string[]>("--peer")
        {
            Description = "Where another process of this hub runs a role: adapters=http://10.0.0.2:8081. Needs HUB_SECRET.",
            HelpName = "ROLE=URL",
        };
        var openMetrics = new Option<bool>("--open-metrics")
        {
            Description = "Let anyone read /hub/metrics; by default it takes a token.",
        };
        var http2Urls = new Option<string?>("--h2-urls")
        {
            Description = "Where to listen for HTTP/2 without TLS, as gRPC needs it; several are separated by ';'.",
            HelpName = "URL",
        };
        var largestBody = new Option<int>("--max-body")
        {
            Description = "The largest body the hub itself reads; what streams through to an HTTP side has no limit here.",
            HelpName = "MB",
            DefaultValueFactory = _ => Listening.LargestBody,
        };
        largestBody.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 1 or > 100_000)
                given.AddError("--max-body is megabytes, from 1 to 100000.");
        });
        var maxConnections = new Option<int?>("--max-connections")
        {
            Description = "How many connections callers may hold, WebSockets included, and one address 75 % of those that others "
                + "leave, unless it is a trusted proxy's; beyond, only /hub is answered. When not given, a third of the open "
                + "files that the process may have (ulimit -n) but 384, 10000 at most.",
            HelpName = "N",
        };
        maxConnections.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int?>() is < 1 or > 1_000_000)
                given.AddError("--max-connections is a number from 1 to 1000000, such as 5000.");
        });
        var trustedProxies = new Option<string>("--trusted-proxies")
        {
            Description = "The proxies in front that are believed what X-Forwarded-For, -Proto, -Host and Forwarded say; "
                + "from anybody else these are dropped.",
            HelpName = "CIDR,…",
            DefaultValueFactory = _ => "",
        };
        trustedProxies.Validators.Add(given =>
        {
            if (TrustedProxies.Read(given.GetValueOrDefault<string>() ?? "").Wrong is { } wrong)
                given.AddError(
                    $"--trusted-proxies '{wrong}' is neither an address nor a network: write 10.0.0.5 or 10.1.0.0/16; "
                    + "several are separated by ','.");
        });
        var drainDelay = new Option<string>("--drain-delay")
        {
            Description = "How long to go on after SIGTERM while /hub/health/ready says 503, "
                + "so that a load balancer takes this node out: a few of its checks.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "0s",
        }.OfDuration("300ms, 5s or 2m", none: true);
        var drainTimeout = new Option<string>("--drain-timeout")
        {
            Description = "How long requests in flight may take to end after that; a second Ctrl+C or SIGTERM ends both waits.",
            HelpName = "TIME",
            DefaultValueFactory = _ => "30s",
        }.OfDuration("300ms, 5s or 2m");
        var (converters, references) = (UpOptions.ConvertersFolder(), new ReferenceOptions(data));
        var command = new Command("up", "Starts the hub: facade, adapters, sync, new services, and the demo's legacy landscape.")
        {
            plan, environment, data, urls, http2Urls, adminUrls, noDemo, roles, peers, openMetrics, largestBody, maxConnections,
            trustedProxies, drainDelay, drainTimeout, converters,
        };
        var anchors = new AnchorArguments();
        anchors.AddTo(command);
        references.AddTo(command);
        roles.Validators.Add(RolesAndPeers.ValidateRoles);
        peers.Validators.Add(RolesAndPeers.ValidatePeers);
        http2Urls.Validators.Add(AdminPort.ValidateAddresses);
        adminUrls.Validators.Add(AdminPort.ValidateAddresses);
        adminUrls.Validators.Add(result => AdminPort.Validate(result, result.GetValue(urls)!, result.GetValue(adminUrls)));
        command.SetAction((parsed, cancellation) => new HubProcess(new UpOptions(
            parsed.GetValue(plan)!,
            parsed.GetValue(environment),
            parsed.GetValue(data)!,
            parsed.GetValue(urls)!,
            !parsed.GetValue(noDemo),
            RolesAndPeers.ReadRoles(parsed.GetValue(roles)),
            RolesAndPeers.ReadPeers(parsed.GetValue(peers) ?? []),
            parsed.GetValue(openMetrics),
            parsed.GetValue(adminUrls))
        {
            Http2Urls = parsed.GetValue(http2Urls),
            LargestBody = parsed.GetValue(largestBody),
            MaxConnections = parsed.GetValue(maxConnections),
            TrustedProxies = TrustedProxies.Read(parsed.GetValue(trustedProxies)!).Proxies!,
            Converters = parsed.GetValue(converters),
            Anchors = anchors.Read(parsed, parsed.GetValue(data)!),
            References = references.Read(parsed),
            Drain = DrainOptions.Read(parsed.GetValue(drainDelay)!, parsed.GetValue(drainTimeout)!),
        }).RunAsync(cancellation));
        return command;
    }
}
