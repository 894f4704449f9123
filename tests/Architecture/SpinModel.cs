using System.Diagnostics;

namespace Hub.Architecture.Tests;

/// <summary>A Promela model that Debian's 'spin' translates and its C compiler builds; each run explores all states.</summary>
internal static class SpinModel
{
    private static readonly string[] Compiler = ["-w", "-DSAFETY", "-DCOLLAPSE", "-DMEMLIM=2000", "-o", "pan", "pan.c"];

    /// <summary>Skips the test by name where a program is missing, and in a quick run.</summary>
    public static void Require()
    {
        Assert.SkipWhen(
            Environment.GetEnvironmentVariable("HUB_TESTS") == "quick",
            "explores millions of states, which ./test --quick does not");
        Assert.SkipUnless(File.Exists("/usr/bin/spin") && File.Exists("/usr/bin/gcc"), "needs Debian's packages spin and gcc");
    }

    /// <summary>Returns what the verifier prints.</summary>
    /// <param name="model">The model's path in the repository.</param>
    /// <param name="definitions">Preprocessor definitions, such as <c>START=N</c>.</param>
    /// <param name="optimization">What is said to the compiler: -O0 builds faster, -O1 explores faster.</param>
    public static async Task<string> ExploreAsync(string model, IEnumerable<string> definitions, string optimization)
    {
        var folder = Directory.CreateTempSubdirectory("hub-model-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "model.pml"), Projects.Text(model));
            await RunAsync(folder, "spin", [.. definitions.Select(d => "-D" + d), "-a", "model.pml"]);
            await RunAsync(folder, "gcc", [optimization, .. Compiler]);
            return await RunAsync(folder, Path.Combine(folder, "pan"), ["-m100000"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string folder, string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var cancellation = TestContext.Current.CancellationToken;
        await using var killed = cancellation.Register(process.Kill);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(cancellation);
        var text = await output + await errors;
        process.ExitCode.ShouldBe(0, $"{program}: {text}");
        return text;
    }
}
