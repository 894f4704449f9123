using Hub.Host.Commands;
using Hub.Host.Shell;

namespace Hub.Host.Tests.Usage;

/// <summary>Examples are asked for by a path that differs; another one is told, with the nearest.</summary>
public sealed class PathsOfEvidence
{
    [Fact]
    public void A_path_that_does_not_differ_is_refused_with_the_nearest_that_does() =>
        Should.Throw<CommandFailedException>(
            () => EvidenceCommand.CheckPath("orders.get", "lines[].unitPrise", ["lines[].unitPrice", "total"])).Message.ShouldBe(
            "--path: nothing was found to differ at 'lines[].unitPrise'; did you mean 'lines[].unitPrice'? "
            + "./hub evidence orders.get lists the paths that differ.");

    [Fact]
    public void A_path_is_taken_that_differs_or_where_nothing_does()
    {
        Should.NotThrow(() => EvidenceCommand.CheckPath("orders.get", "total", ["lines[].unitPrice", "total"]));
        Should.NotThrow(() => EvidenceCommand.CheckPath("orders.get", "total", []));
    }
}
