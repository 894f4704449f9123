using System.ComponentModel;
using System.Diagnostics;
using Hub.Tests.Processes;

namespace Hub.Interop.Tests;

/// <summary>Somebody else's SOAP stack as a server on a free port, shared by the tests of a class.</summary>
public abstract class ForeignServer : IAsyncLifetime
{
    private RunningProgram? _program;

    /// <summary>Where it listens.</summary>
    public string Address { get; private set; } = "";

    /// <summary>What the machine lacks for it, and how to get it; null when nothing.</summary>
    public string? Missing { get; private set; }

    protected static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, name);

    public async ValueTask InitializeAsync()
    {
        Missing = await FindMissingAsync();
        if (Missing is not null)
            return;
        _program = Start();
        var line = await _program.LineAsync(
            "the server's address", l => l.Contains("http://127.0.0.1:", StringComparison.Ordinal));
        Address = line[line.IndexOf("http://", StringComparison.Ordinal)..].Split(')', ' ')[0];
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<string?> FindMissingAsync();

    private protected abstract RunningProgram Start();

    /// <returns>Whether a program is there and ends with 0.</returns>
    protected static async Task<bool> SucceedsAsync(string program, string[] arguments, string? folder = null)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder ?? "",
            })!;
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
