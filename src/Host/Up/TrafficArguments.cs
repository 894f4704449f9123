using System.CommandLine;
using Hub.Host.Demo;
using Hub.Host.Shell;

namespace Hub.Host.Up;

/// <summary>What <c>./hub up</c> is told of the demo's traffic.</summary>
internal sealed class TrafficArguments
{
    private readonly Option<bool> _traffic = new("--traffic")
    {
        Description = "Play front-ends and back-office people against the demo, as long as the hub runs. Refused where anything "
            + "but the demo's own systems is asked.",
    };

    private readonly Option<int> _rate = new("--traffic-rate")
    {
        Description = "How many acts are played in a second; of 20 one is the back office's. Needs --traffic.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_traffic);
        command.Options.Add(_rate.Between(1, 100));
        command.Validators.Add(result =>
        {
            if (result.GetResult(_rate) is { Implicit: false } && !result.GetValue(_traffic))
                result.AddError("--traffic-rate goes with --traffic only.");
        });
    }

    /// <summary>Returns the acts in a second; null where no traffic is wanted.</summary>
    public int? Read(ParseResult parsed) => parsed.GetValue(_traffic) ? parsed.GetValue(_rate) : null;
}
