using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hub.Architecture.Tests;

/// <summary>One file's use of a type that another file of the same project declares.</summary>
/// <param name="From">The using file's path in the repository.</param>
/// <param name="To">The declaring file's path in the repository.</param>
/// <param name="Type">The type's name.</param>
internal sealed record SourceReference(string From, string To, string Type)
{
    public override string ToString() => $"{From} uses {Type} of {To}";
}

/// <summary>Reads from a project's sources, by the compiler's own understanding of them, which file uses which.</summary>
internal static class SourceReferences
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest, DocumentationMode.None);

    /// <summary>What every program of ours runs on: the frameworks, and the packages beside the host.</summary>
    private static readonly Lazy<IReadOnlyList<MetadataReference>> Libraries = new(
        () => [.. LibraryFiles().Select(file => MetadataReference.CreateFromFile(file))]);

    /// <summary>Returns the references between the files of a project, each once.</summary>
    /// <exception cref="InvalidOperationException">A type's name is not understood: references may be missing.</exception>
    public static IReadOnlyList<SourceReference> Of(Project project)
    {
        var compilation = Compile(project);
        var trees = compilation.SyntaxTrees.Where(tree => tree.FilePath.Length > 0).ToList();
        var names = trees.SelectMany(NamesOf).ToHashSet();
        return [.. trees.SelectMany(tree => Of(tree, compilation.GetSemanticModel(tree), names)).Distinct()];
    }

    /// <summary>
    /// Returns the names that may mean a type of the project: of types, and of methods that extend others. To understand all
    /// the rest would take long.
    /// </summary>
    private static IEnumerable<string> NamesOf(SyntaxTree tree) => tree.GetRoot().DescendantNodes().Select(node => node switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        MethodDeclarationSyntax { ParameterList.Parameters: [{ Modifiers: [{ Text: "this" }, ..] }, ..] } method =>
            method.Identifier.Text,
        _ => null,
    }).OfType<string>();

    private static IEnumerable<SourceReference> Of(SyntaxTree tree, SemanticModel model, HashSet<string> names) =>
        from node in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
        where names.Contains(node.Identifier.Text)
        let type = TypeOf(model.GetSymbolInfo(node).Symbol)
        where type is not null
        from declaration in type.OriginalDefinition.DeclaringSyntaxReferences
        let declared = declaration.SyntaxTree.FilePath
        where declared.Length > 0 && declared != tree.FilePath
        select new SourceReference(tree.FilePath, declared, type.Name);

    /// <summary>Returns the type that is named, or whose method extends another; what is not named does not count.</summary>
    private static INamedTypeSymbol? TypeOf(ISymbol? symbol) => symbol switch
    {
        INamedTypeSymbol type => type,
        IMethodSymbol { ReducedFrom: { } extension } => extension.ContainingType,
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.ContainingType,
        _ => null,
    };

    private static CSharpCompilation Compile(Project project)
    {
        var folder = Path.GetDirectoryName(project.Path)!;
        var generated = Path.Combine(folder, "obj", Projects.Configuration, "net10.0");
        var trees = Projects.SourcesOf(project)
            .Select(source => CSharpSyntaxTree.ParseText(source.Text, Options, source.Path))
            .Concat(Directory.EnumerateFiles(generated, "*.GlobalUsings.g.cs")
                .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), Options)));
        var compilation = CSharpCompilation.Create(
            project.Name, trees,
            [
                .. Libraries.Value,
                .. Closure(project).Select(name => MetadataReference.CreateFromFile(Projects.Built(Projects.Named(name)))),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var unknown = compilation.GetDeclarationDiagnostics()
            .Where(d => d.Id is "CS0246" or "CS0234" or "CS0103").Select(d => d.ToString()).ToList();
        return unknown.Count == 0
            ? compilation
            : throw new InvalidOperationException($"{project.Name} is not understood: {string.Join('\n', unknown)}");
    }

    private static IEnumerable<string> Closure(Project project) =>
        project.ProjectReferences.SelectMany(name => Closure(Projects.Named(name)).Prepend(name)).Distinct();

    private static IEnumerable<string> LibraryFiles()
    {
        var own = Projects.All.Select(p => p.Name).ToHashSet();
        var host = Path.GetDirectoryName(Projects.Built(Projects.Named("Hub.Host")))!;
        var frameworks = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return frameworks.Concat(Directory.EnumerateFiles(host, "*.dll"))
            .Where(file => !own.Contains(Path.GetFileNameWithoutExtension(file)) && IsManaged(file))
            .DistinctBy(Path.GetFileName);
    }

    private static bool IsManaged(string file)
    {
        using var stream = File.OpenRead(file);
        using var reader = new System.Reflection.PortableExecutable.PEReader(stream);
        return reader.HasMetadata;
    }
}
