using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Host.Up;
using Hub.Importing;
using Hub.Platform.Plan;

namespace Hub.Host.Commands;

/// <summary>Writes a plan's files for a system, from what the system says of itself; needs no running hub.</summary>
internal static class ImportCommand
{
    public static Command Create() =>
        new("import", "Proposes a plan's files for a system, from its WSDL or its database.") { CreateWsdl(), CreateSql() };

    private static Command CreateWsdl()
    {
        var location = new Argument<string>("wsdl") { Description = "The WSDL: a file, or an http or https address." };
        var port = new Option<string?>("--port") { Description = "The port, where the WSDL has several.", HelpName = "PORT" };
        var hosts = new Option<string[]>("--allow-host")
        {
            Description = "A host that may be asked for what the WSDL imports, "
                + "although the WSDL is not from there; may be repeated.",
            HelpName = "HOST[:PORT]",
        };
        var shared = new ImportOptions();
        var command = shared.AddTo(new Command(
            "wsdl", "From a WSDL: copies it with all it imports, and proposes a system and routes.")
        {
            location, port, hosts,
        });
        command.SetAction((parsed, cancellation) => shared.RunAsync(parsed, target =>
        {
            var source = new WsdlSource(parsed.GetValue(location)!)
            {
                Port = parsed.GetValue(port),
                AllowedHosts = parsed.GetValue(hosts) ?? [],
            };
            return SystemImport.WsdlAsync(target, source, cancellation);
        }));
        return command;
    }

    private static Command CreateSql()
    {
        var provider = new Option<string>("--provider")
        {
            Description = "The database.",
            Required = true,
        }.Of("sqlite", "postgres", "sqlserver");
        var connection = new Option<string>("--connection")
        {
            Description = "How to reach it; '${env:NAME}' keeps a password out of the shell's history. "
                + "A password is never written to a file.",
            HelpName = "STRING",
            Required = true,
        };
        var schemas = new Option<string[]>("--schema")
        {
            Description = "A schema wanted; may be repeated. Default: all.",
            HelpName = "NAME",
        };
        var tables = new Option<string[]>("--tables")
        {
            Description = "Tables, views and routines wanted, with * for anything; may be repeated. Default: all.",
            HelpName = "PATTERN",
            AllowMultipleArgumentsPerToken = true,
        };
        var (shared, references) = (new ImportOptions(), new ReferenceOptions(HubOptions.Data()));
        var command = shared.AddTo(new Command(
            "sql", "From a database's catalogue: proposes its tables and views, read-only, and its routines.")
        {
            provider, connection, schemas, tables,
        });
        command.SetAction((parsed, cancellation) => shared.RunAsync(parsed, target =>
        {
            var source = new SqlSource(parsed.GetValue(provider)!, parsed.GetValue(connection)!)
            {
                Schemas = parsed.GetValue(schemas) ?? [],
                Tables = parsed.GetValue(tables) ?? [],
                // Whoever types a name vouches for it.
                References = references.Read(parsed).Of(AllowedVariables.NamedIn(parsed.GetValue(connection)!)),
            };
            return SystemImport.SqlAsync(target, source, cancellation);
        }));
        return references.AddTo(command);
    }

    /// <summary>What both imports are told, and how they tell what they did.</summary>
    private sealed class ImportOptions
    {
        private static readonly JsonSerializerOptions Web = new(JsonSerializerOptions.Web);
        private readonly Option<string> _system = new("--system")
        {
            Description = "The system's name in the plan, such as billing.", HelpName = "NAME", Required = true,
        };

        private readonly Option<string> _out = new("--out")
        {
            Description = "The plan's folder; made where it does not exist.", HelpName = "DIR", Required = true,
        };

        private readonly Option<string?> _capability = new("--capability")
        {
            Description = "The capability of the proposed routes; default: the system's name.", HelpName = "NAME",
        };

        private readonly Option<string?> _owner = new("--owner")
        {
            Description = "The team that answers for it.",
            HelpName = "TEAM",
        };

        private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Write nothing; show what would differ." };

        private readonly Option<bool> _force = new("--force")
        {
            Description = "Take the proposal also where the files were edited since the last import.",
        };

        private readonly Option<bool> _json = HubOptions.Json();

        public Command AddTo(Command command)
        {
            foreach (var option in new Option[] { _system, _out, _capability, _owner, _dryRun, _force, _json })
                command.Options.Add(option);
            return command;
        }

        public async Task<int> RunAsync(ParseResult parsed, Func<ImportTarget, Task<ImportReport>> import)
        {
            var target = new ImportTarget(parsed.GetValue(_system)!, parsed.GetValue(_out)!)
            {
                Capability = parsed.GetValue(_capability)!,
                Owner = parsed.GetValue(_owner),
                DryRun = parsed.GetValue(_dryRun),
                Force = parsed.GetValue(_force),
            };
            try
            {
                var report = await import(target);
                if (parsed.GetValue(_json))
                    Listing.PrintJson(JsonSerializer.SerializeToElement(ImportTelling.Json(report, target), Web));
                else
                    ImportTelling.Print(report, target);
                return CommandLine.Done;
            }
            catch (ImportRefusedException e)
            {
                throw new CommandFailedException(e.Message, e.IsUsage ? CommandLine.WrongUsage : CommandLine.Failed);
            }
        }
    }
}
