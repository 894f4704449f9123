using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Hub.Facade.Admin;
using Hub.Host.Shell;
using Hub.Platform.Identity.Anchors;

namespace Hub.Host.Commands;

/// <summary>
/// Checks that neither audit log nor revisions were changed: in themselves, and with anchors that were kept elsewhere.
/// </summary>
internal static class AuditVerifyCommand
{
    // As many revisions as a request may ask for.
    private const int Batch = 200;

    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var anchor = new Option<string?>("--anchor")
        {
            Description = "A file of anchors, one per line, as ./hub up --audit-anchor writes them.",
            HelpName = "FILE",
        };
        var key = new Option<string?>("--key")
        {
            Description = "The key that signed them; its public part suffices. Signatures are not checked without it.",
            HelpName = "PEM",
        };
        var export = new Option<string?>("--export")
        {
            Description = "Check an export instead of a running hub: needs no hub, and leaves the revisions out.",
            HelpName = "FILE",
        };
        var command = new Command("verify", "Checks that neither audit log nor revisions were changed in the store.")
        {
            anchor, key, export, data, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(key) is not null && result.GetValue(anchor) is null)
                result.AddError("--key checks anchors: name their file with --anchor.");
        });
        command.SetAction(async (parsed, _) =>
        {
            var check = new AuditVerification();
            using var signer = ReadKey(parsed.GetValue(key));
            var anchors = parsed.GetValue(anchor) is { } file ? ReadAnchors(check, file, signer) : null;
            if (parsed.GetValue(export) is { } entries)
                await check.CheckEntriesAsync(AuditEntries.OfExportAsync(entries), anchors ?? []);
            else
                await CheckHubAsync(check, parsed.GetValue(data)!, anchors);
            var result = new Result(
                check.Faults.Count == 0, check.BrokenEntry, check.BrokenRevision, check.Entries, anchors?.Count,
                signer is null ? null : true, check.Faults);
            return Tell(result, parsed.GetValue(json), revisions: parsed.GetValue(export) is null);
        });
        return command;
    }

    private static async Task CheckHubAsync(AuditVerification check, string data, IReadOnlyList<AuditAnchor>? anchors)
    {
        using var hub = new HubClient(data);
        await check.CheckEntriesAsync(
            AuditEntries.OfHubAsync(hub, AuditFilters.None).Select(AuditEntries.Read), anchors ?? []);
        var asked = (anchors ?? []).Select(a => a.Revision).Where(r => r > 0).Distinct().Order().ToList();
        var hashes = new Dictionary<long, string>();
        // Asked at least once: the hub checks its revisions by the way.
        foreach (var batch in asked.Count == 0 ? [[]] : asked.Chunk(Batch))
        {
            var numbers = string.Join(',', batch.Select(n => n.ToString(CultureInfo.InvariantCulture)));
            var answer = await hub.GetAsync($"hub/api/audit/verification?revisions={numbers}");
            var verification = answer.Read<AuditApi.Verification>();
            if (verification.BrokenRevision is { } broken)
                check.BreakRevision(broken);
            foreach (var (number, hash) in verification.RevisionHashes)
                hashes[long.Parse(number, CultureInfo.InvariantCulture)] = hash;
        }

        check.CheckRevisions(anchors ?? [], hashes);
    }

    private static int Tell(Result result, bool json, bool revisions)
    {
        if (json)
            Listing.PrintJson(JsonSerializer.SerializeToElement(result, JsonSerializerOptions.Web));
        if (!result.Whole)
            throw new CommandFailedException(string.Join('\n', result.Faults));
        if (json)
            return CommandLine.Done;
        Terminal.Out.WriteLine(revisions ? "Audit log and revisions are whole." : "The audit log of this export is whole.");
        if (result.Anchors is { } anchors)
            Terminal.Out.WriteLine(
                $"{(anchors == 1 ? "1 anchor fits" : $"{anchors} anchors fit")} them, "
                + (result.Signed is null ? "but no signature was checked: name the public key with --key." : "each signed."));
        return CommandLine.Done;
    }

    private static ECDsa? ReadKey(string? path)
    {
        try
        {
            return path is null ? null : AnchorKey.Read(path, toSign: false);
        }
        catch (FormatException e)
        {
            throw new CommandFailedException($"--key: {e.Message}", CommandLine.WrongUsage);
        }
    }

    private static IReadOnlyList<AuditAnchor> ReadAnchors(AuditVerification check, string file, ECDsa? key)
    {
        try
        {
            return check.ReadAnchors(File.ReadLines(file), key);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"--anchor cannot be read: {e.Message}", CommandLine.WrongUsage);
        }
    }

    /// <param name="Whole">Whether nothing is wrong.</param>
    /// <param name="BrokenAuditEntry">The first entry that is not what was written, or null.</param>
    /// <param name="BrokenRevision">The first revision that is not what was written, or null.</param>
    /// <param name="Entries">How many entries were checked.</param>
    /// <param name="Anchors">How many anchors were believed and checked; null where none were given.</param>
    /// <param name="Signed">True where the anchors' signatures were checked; null where no key was given.</param>
    /// <param name="Faults">What is wrong, in words.</param>
    private sealed record Result(
        bool Whole, long? BrokenAuditEntry, long? BrokenRevision, long Entries, int? Anchors, bool? Signed,
        IReadOnlyList<string> Faults);
}
