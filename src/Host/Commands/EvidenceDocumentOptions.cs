using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>The options by which evidence is written as a document, and the writing.</summary>
internal sealed class EvidenceDocumentOptions
{
    private readonly Option<bool> _document = new("--document")
    {
        Description = "Writes what the gates read as canonical JSON, and tells its SHA-256.",
    };

    private readonly Option<string?> _hash = new("--hash")
    {
        Description = "The document that was kept by this SHA-256, which approvals and the audit log name.",
        HelpName = "HASH",
    };

    public void AddTo(Command command, Option since)
    {
        command.Options.Add(_document);
        command.Options.Add(_hash);
        _hash.Validators.Add(given =>
        {
            foreach (var hash in given.Tokens.Select(t => t.Value).Where(
                h => h.Length != 64 || !h.All(char.IsAsciiHexDigitLower)))
                given.AddError($"--hash '{hash}' is not a SHA-256: 64 of 0-9 and a-f.");
        });
        command.Validators.Add(given =>
        {
            if (given.GetResult(_hash) is not null && !given.GetValue(_document))
                given.AddError("--hash goes with --document.");
            if (given.GetResult(since) is not null && given.GetValue(_document))
                given.AddError("--since goes without --document: gates read all since the route last left legacy.");
        });
    }

    public bool AreIn(ParseResult parsed) => parsed.GetValue(_document);

    /// <summary>Writes the document as the hub wrote it, to the byte.</summary>
    public async Task<int> WriteAsync(HubClient hub, string route, ParseResult parsed)
    {
        var query = parsed.GetValue(_hash) is { } hash ? $"?hash={hash}" : "";
        var document = await hub.GetAsync($"hub/api/routes/{Uri.EscapeDataString(route)}/evidence/document{query}");
        var bytes = Encoding.UTF8.GetBytes(document.GetRawText());
        await Terminal.WriteBytesAsync(bytes);
        Terminal.Error.WriteLine($"SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}");
        return CommandLine.Done;
    }
}
