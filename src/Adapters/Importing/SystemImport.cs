using System.Text.RegularExpressions;
using Hub.Importing.Catalogues;
using Hub.Importing.Contracts;
using Hub.Importing.Merging;
using Hub.Importing.Proposing;
using Hub.Soap.Copying;
using Hub.Soap.Xsd;

namespace Hub.Importing;

/// <summary>
/// The front door of importing: from a WSDL or a database to the files of a plan that serve it, without a hub. Nothing is
/// changed in what is imported, and nothing is written outside of the plan's folder.
/// </summary>
public static partial class SystemImport
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Copies a WSDL with all it imports into the plan, and proposes a system and a capability for it.</summary>
    /// <exception cref="ImportRefusedException">It cannot be done; the message says why and what to do.</exception>
    public static async Task<ImportReport> WsdlAsync(
        ImportTarget target, WsdlSource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        CheckNames(target);
        var location = Locate(source.Location);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(Longest);
        using var download = new BoundedDownload(new ReadingRules(location, source.AllowedHosts));
        try
        {
            var copy = await ContractCopy.ReadAsync(location, download.ReadAsync, time.Token);
            return Bring(target, new SoapProposal(target, source, copy).Make());
        }
        catch (InvalidContractException e)
        {
            throw new ImportRefusedException(e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ImportRefusedException(
                $"Reading the WSDL took more than {Longest.TotalMinutes:0} minutes and was given up.");
        }
    }

    /// <summary>Reads a database's catalogue, and proposes a system and a capability for it, read-only.</summary>
    /// <exception cref="ImportRefusedException">It cannot be done; the message says why and what to do.</exception>
    public static async Task<ImportReport> SqlAsync(
        ImportTarget target, SqlSource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        CheckNames(target);
        var (provider, kind) = ImportableDatabases.Find(source.Provider);
        var connection = SqlConnection.Of(target.System, source.Connection, provider, source.References);
        var catalogue = await ImportableDatabases.ReadAsync(provider, kind, connection.Value, cancellation);
        return Bring(target, new SqlProposal(target, source, connection, kind, catalogue).Make());
    }

    private static ImportReport Bring(ImportTarget target, Proposal proposal)
    {
        var files = new PlanFiles(target);
        files.Bring(proposal);
        // A route that somebody removed or renamed in the plan is not reported: nobody can call it.
        var operations = proposal.Operations.Select(o =>
            o.Route is { } route && files.LeftOut.Contains(route) ? o with { Route = null, Match = null } : o);
        return new ImportReport([.. files.Files], [.. operations], [.. proposal.Notes, .. files.Notes], proposal.Variables);
    }

    private static void CheckNames(ImportTarget target)
    {
        foreach (var (option, name) in new[] { ("system", target.System), ("capability", target.Capability) })
            if (!Name.IsMatch(name))
                throw new ImportRefusedException(
                    $"--{option} '{name}' is not a name of lower-case letters, digits and hyphens, such as billing.")
                {
                    IsUsage = true,
                };
    }

    private static Uri Locate(string location)
    {
        if (Uri.TryCreate(location, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            return address;
        var path = address is { IsFile: true } ? address.LocalPath : Path.GetFullPath(location);
        return File.Exists(path)
            ? new Uri(path)
            : throw new ImportRefusedException(
                $"There is no file '{location}', and it is not an http or https address, "
                + "such as http://erp.internal/billing?wsdl.")
            {
                IsUsage = true,
            };
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,62}\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Name { get; }
}
