using System.Globalization;
using Hub.Benchmarks.Comparing;

namespace Hub.Benchmarks;

/// <summary>NAME [--quick] [--rounds N] [--seconds N] [--records N] [--before CHECKOUT]</summary>
internal sealed record CommandLine(string Benchmark, Schedule Schedule, bool Quick, string? Before)
{
    /// <summary>How many records <c>million</c> takes; null for a million.</summary>
    public long? Records { get; init; }

    /// <exception cref="FormatException">An option is unknown, or its value is missing or wrong.</exception>
    public static CommandLine Parse(string[] arguments, IEnumerable<string> benchmarks)
    {
        if (arguments is not [var benchmark, .. var options] || !benchmarks.Contains(benchmark))
            throw new FormatException(
                $"Usage: run {string.Join('|', benchmarks)} [--quick] [--rounds N] [--seconds N] [--records N] "
                + "[--before CHECKOUT]");
        var result = new CommandLine(benchmark, Schedule.Full, Quick: false, Before: null);
        for (var i = 0; i < options.Length; i++)
        {
            result = options[i] switch
            {
                "--quick" => result with { Schedule = Schedule.Quick, Quick = true },
                "--rounds" => result with { Schedule = result.Schedule with { Rounds = Number(options, ++i) } },
                "--seconds" => result with
                {
                    Schedule = result.Schedule with { Measurement = TimeSpan.FromSeconds(Number(options, ++i)) },
                },
                "--records" => result with { Records = Number(options, ++i) },
                "--before" => result with { Before = Value(options, ++i) },
                _ => throw new FormatException($"Unknown option {options[i]}."),
            };
        }

        return result;
    }

    private static string Value(string[] options, int at) =>
        at < options.Length ? options[at] : throw new FormatException($"{options[at - 1]} needs a folder.");

    private static int Number(string[] options, int at) =>
        at < options.Length
        && int.TryParse(options[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0
            ? number
            : throw new FormatException($"{options[at - 1]} needs a number of 1 or more.");
}
