using Hub.Host.Commands;
using Hub.Host.Shell;

// Patterns of other people's schemas are compared by a library that sets no limit. Said before anything makes a Regex. Long
// enough for a machine that is busy: other libraries' expressions have this limit too, and nobody catches what it throws.
AppDomain.CurrentDomain.SetData("REGEX_DEFAULT_MATCH_TIMEOUT", TimeSpan.FromSeconds(2));

PrivateFiles.ApplyToProcess();

return await CommandLine.RunAsync(AllCommands.Create(), args);
