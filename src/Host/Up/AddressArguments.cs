using System.CommandLine;

namespace Hub.Host.Up;

/// <summary>What <c>./hub up</c> is told of where it listens.</summary>
internal sealed class AddressArguments
{
    private readonly Option<string> _urls = UpOptions.ListenAt("Where to listen; several are separated by ';'.");

    private readonly Option<string?> _http2Urls = new("--h2-urls")
    {
        Description = "Where to listen for HTTP/2 without TLS, as gRPC needs it; several are separated by ';'.",
        HelpName = "URL",
    };

    private readonly Option<string?> _adminUrls = new("--admin-urls")
    {
        Description = "Where the hub's own surface listens (/hub, /systems), apart from the public API; "
            + "name it in HUB_URL and --peer.",
        HelpName = "URL",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _urls, _http2Urls, _adminUrls })
            command.Options.Add(option);
        _http2Urls.Validators.Add(AdminPort.ValidateAddresses);
        _adminUrls.Validators.Add(AdminPort.ValidateAddresses);
        _adminUrls.Validators.Add(given => AdminPort.Validate(given, given.GetValue(_urls)!, given.GetValue(_adminUrls)));
    }

    /// <summary>The addresses, separated by <c>;</c>; null where there are none.</summary>
    public (string Urls, string? Http2Urls, string? AdminUrls) Read(ParseResult parsed) =>
        (parsed.GetValue(_urls)!, parsed.GetValue(_http2Urls), parsed.GetValue(_adminUrls));
}
