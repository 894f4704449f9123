using System.CommandLine;
using Hub.Host.Shell;
using Hub.Platform.Plan;

namespace Hub.Host.Up;

/// <summary>What <c>./hub up</c> is told of how it ends.</summary>
internal sealed class DrainArguments
{
    private readonly Option<string> _delay = new("--drain-delay")
    {
        Description = "How long to go on after SIGTERM while /hub/health/ready says 503, "
            + "so that a load balancer takes this node out: a few of its checks.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "0s",
    };

    private readonly Option<string> _timeout = new("--drain-timeout")
    {
        Description = "How long requests in flight may take to end after that; a second Ctrl+C or SIGTERM ends both waits.",
        HelpName = "TIME",
        DefaultValueFactory = _ => "30s",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_delay.OfDuration("300ms, 5s or 2m", none: true));
        command.Options.Add(_timeout.OfDuration("300ms, 5s or 2m"));
    }

    /// <summary>Reads both; the command line took nothing but durations, and <c>0s</c> for no delay.</summary>
    public DrainOptions Read(ParseResult parsed) => new(
        PlanDuration.Parse(parsed.GetValue(_delay)!) ?? TimeSpan.Zero, PlanDuration.Parse(parsed.GetValue(_timeout)!)!.Value);
}
