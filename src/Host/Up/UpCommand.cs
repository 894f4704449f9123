using System.CommandLine;
using Hub.Host.Commands;

namespace Hub.Host.Up;

internal static class UpCommand
{
    public static Command Create()
    {
        var (plan, environment, data) = (UpOptions.Plan(), UpOptions.Environment(), HubOptions.Data());
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen; several are separated by ';'.",
            HelpName = "URL",
            DefaultValueFactory = _ => "http://127.0.0.1:8080",
        };
        var adminUrls = new Option<string?>("--admin-urls")
        {
            Description = "Where the hub's own surface listens (/hub, /systems), apart from the public API; name it in HUB_URL and --peer.",
            HelpName = "URL",
        };
        var noDemo = new Option<bool>("--no-demo") { Description = "Do not start the demo's legacy landscape; the plan's own addresses are used." };
        var roles = new Option<string?>("--roles") { Description = "Which parts run here: facade, adapters, sync, services. All of them when not given.", HelpName = "A,B" };
        var peers = new Option<string[]>("--peer") { Description = "Where another process of this hub runs a role: adapters=http://10.0.0.2:8081. Needs HUB_SECRET.", HelpName = "ROLE=URL" };
        var openMetrics = new Option<bool>("--open-metrics") { Description = "Let anyone read /hub/metrics; by default it takes a token." };
        var command = new Command("up", "Starts the hub: facade, adapters, sync, new services, and the demo's legacy landscape.")
        {
            plan, environment, data, urls, adminUrls, noDemo, roles, peers, openMetrics,
        };
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
            parsed.GetValue(adminUrls))).RunAsync(cancellation));
        return command;
    }
}
