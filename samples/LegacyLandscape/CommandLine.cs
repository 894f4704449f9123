using System.Globalization;

namespace LegacyLandscape;

/// <summary>
/// LegacyLandscape [--data DIR] [--erp-url URL] [--erp-sessions N] [--crm-url URL] [--crm-password PASSWORD]
/// [--finance-url URL] [--shop-url URL] [--exit-with-parent]
/// </summary>
internal sealed record CommandLine
{
    public string Data { get; private init; } = Path.Combine(".hub", "legacy");
    public string ErpUrl { get; private init; } = "http://127.0.0.1:0";
    public int ErpSessions { get; private init; } = 40;
    public string CrmUrl { get; private init; } = "http://127.0.0.1:0";
    public string CrmPassword { get; private init; } = "crm-demo-password";
    public string FinanceUrl { get; private init; } = "http://127.0.0.1:0";
    public string ShopUrl { get; private init; } = "http://127.0.0.1:0";
    public bool ExitWithParent { get; private init; }

    /// <exception cref="FormatException">An option is unknown, or its value is missing or wrong.</exception>
    public static CommandLine Parse(string[] arguments)
    {
        var result = new CommandLine();
        for (var i = 0; i < arguments.Length; i++)
        {
            var option = arguments[i];
            string Value() => ++i < arguments.Length ? arguments[i] : throw new FormatException($"{option} needs a value.");
            result = option switch
            {
                "--data" => result with { Data = Value() },
                "--erp-url" => result with { ErpUrl = Value() },
                "--erp-sessions" => result with { ErpSessions = Positive(option, Value()) },
                "--crm-url" => result with { CrmUrl = Value() },
                "--crm-password" => result with { CrmPassword = Value() },
                "--finance-url" => result with { FinanceUrl = Value() },
                "--shop-url" => result with { ShopUrl = Value() },
                "--exit-with-parent" => result with { ExitWithParent = true },
                _ => throw new FormatException($"Unknown option {option}."),
            };
        }

        return result;
    }

    private static int Positive(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new FormatException($"{option} needs a number of 1 or more, not '{value}'.");
}
