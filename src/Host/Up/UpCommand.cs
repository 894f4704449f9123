using System.CommandLine;
using Hub.Host.Shell;

namespace Hub.Host.Up;

internal static class UpCommand
{
    public static Command Create()
    {
        var (plan, environment, data) = (UpOptions.Plan(), UpOptions.Environment(), HubOptions.Data());
        var noDemo = new Option<bool>("--no-demo")
        {
            Description = "Do not start the demo's legacy landscape; the plan's own addresses are used. "
                + "Plans without a demo.yaml have none.",
        };
        var openMetrics = new Option<bool>("--open-metrics")
        {
            Description = "Let anyone read /hub/metrics; by default it takes a token.",
        };
        var (addresses, roles, callers, drain) =
            (new AddressArguments(), new RoleArguments(), new CallerArguments(), new DrainArguments());
        var (converters, anchors, references, traffic) =
            (UpOptions.ConvertersFolder(), new AnchorArguments(), new ReferenceOptions(data), new TrafficArguments());
        var command = new Command("up", "Starts the hub: facade, adapters, sync, new services, and the demo's legacy landscape.")
        {
            plan, environment, data,
        };
        addresses.AddTo(command);
        command.Options.Add(noDemo);
        traffic.AddTo(command);
        roles.AddTo(command);
        command.Options.Add(openMetrics);
        callers.AddTo(command);
        drain.AddTo(command);
        command.Options.Add(converters);
        anchors.AddTo(command);
        references.AddTo(command);
        command.SetAction((parsed, cancellation) => new HubProcess(Read(parsed)).RunAsync(cancellation));
        return command;

        UpOptions Read(ParseResult parsed)
        {
            var (urls, http2Urls, adminUrls) = addresses.Read(parsed);
            var (own, peers) = roles.Read(parsed);
            var folder = parsed.GetValue(data)!;
            return callers.Read(parsed, new UpOptions(
                parsed.GetValue(plan)!, parsed.GetValue(environment), folder, urls, !parsed.GetValue(noDemo), own, peers,
                parsed.GetValue(openMetrics), adminUrls)
            {
                Http2Urls = http2Urls,
                Converters = parsed.GetValue(converters),
                Anchors = anchors.Read(parsed, folder),
                References = references.Read(parsed),
                Drain = drain.Read(parsed),
                TrafficRate = traffic.Read(parsed),
            });
        }
    }
}
